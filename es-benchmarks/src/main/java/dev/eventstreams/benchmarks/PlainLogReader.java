package dev.eventstreams.benchmarks;

import dev.eventstreams.Bytes;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.adapter.CanonicalJson;
import dev.eventstreams.spi.LazyMetadata;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads every line of a file store and builds the same objects, without checking any checksum. */
final class PlainLogReader {

  private final byte[] line = new byte[1 << 16];
  private int length;
  private String time = "";
  private Instant timestamp = Instant.EPOCH;

  /** Returns the number of events. */
  long read(Path directory, Consumer<StoredEvent> consumer) throws IOException {
    List<Path> segments;
    try (Stream<Path> files = Files.list(directory)) {
      segments =
          files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
    long count = 0;
    for (Path segment : segments) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(segment), 1 << 20)) {
        while (next(in)) {
          if (line[2] == 'p') {
            consumer.accept(event());
            count++;
          }
        }
      }
    }
    return count;
  }

  private byte[] block = new byte[1 << 18];
  private int at;
  private int filled;

  private boolean next(InputStream in) throws IOException {
    length = 0;
    while (true) {
      if (at == filled) {
        filled = in.read(block);
        at = 0;
        if (filled <= 0) {
          filled = 0;
          return false;
        }
      }
      int end = at;
      while (end < filled && block[end] != '\n') {
        end++;
      }
      System.arraycopy(block, at, line, length, end - at);
      length += end - at;
      at = end;
      if (end < filled) {
        at++;
        return true;
      }
    }
  }

  private int cursor;

  private StoredEvent event() {
    cursor = "{\"position\":".length();
    long position = number();
    cursor += ",\"stream\":\"".length();
    String stream = text();
    cursor += "\",\"version\":".length();
    long version = number();
    cursor += ",\"time\":\"".length();
    String when = text();
    if (!when.equals(time)) {
      time = when;
      timestamp = Instant.parse(when);
    }
    cursor += "\",\"type\":\"".length();
    String type = text();
    cursor += "\",\"id\":\"".length();
    String id = text();
    cursor += "\",\"data\":\"".length();
    Bytes data = data();
    cursor += "\",\"metadata\":".length();
    int end = length - ",\"crc\":\"12345678\"}".length();
    String metadata = new String(line, cursor, end - cursor, StandardCharsets.UTF_8);
    return StoredEvent.builder(stream, version, type)
        .id(id)
        .position(position)
        .timestamp(timestamp)
        .metadata(new LazyMetadata(metadata, CanonicalJson::read))
        .data(data)
        .build();
  }

  private long number() {
    long number = 0;
    while (line[cursor] >= '0' && line[cursor] <= '9') {
      number = number * 10 + line[cursor++] - '0';
    }
    return number;
  }

  private String text() {
    int from = cursor;
    while (line[cursor] != '"') {
      cursor++;
    }
    return new String(line, from, cursor - from, StandardCharsets.UTF_8);
  }

  private Bytes data() {
    byte[] data = new byte[256];
    int size = 0;
    while (line[cursor] != '"') {
      if (line[cursor] == '\\') {
        cursor++;
      }
      if (size == data.length) {
        data = Arrays.copyOf(data, size * 2);
      }
      data[size++] = line[cursor++];
    }
    return Bytes.of(data, 0, size);
  }
}
