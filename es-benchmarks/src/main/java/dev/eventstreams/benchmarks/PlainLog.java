package dev.eventstreams.benchmarks;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.core.adapter.CanonicalJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * Writes the same lines as the file backend, with the same number of bytes, their checksums and one
 * fsync for each append, and nothing else: no index, no keys, no expected versions, one stream.
 */
final class PlainLog implements AutoCloseable {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 95;

  private final FileChannel channel;
  private final CRC32C crc = new CRC32C();
  private ByteBuffer direct = ByteBuffer.allocateDirect(256 << 10);
  private byte[] bytes = new byte[1 << 16];
  private int length;
  private long position;

  PlainLog(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  void append(String stream, List<CandidateEvent> events) throws IOException {
    length = HEADER;
    String time = Instant.now().toString();
    for (CandidateEvent event : events) {
      line(stream, time, event);
    }
    byte[] header = String.format(
            Locale.ROOT,
            "{\"group\":%11d,\"events\":%7d,\"bytes\":%11d,\"crc\":\"%08x\",\"check\":\"12345678\"}%n",
            position,
            events.size(),
            length - HEADER,
            checksum(HEADER))
        .getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(header, 0, bytes, 0, Math.min(HEADER, header.length));
    for (int at = 0; at < length; at += direct.capacity()) {
      direct.clear().put(bytes, at, Math.min(direct.capacity(), length - at)).flip();
      while (direct.hasRemaining()) {
        int unused = channel.write(direct);
      }
    }
    channel.force(false);
  }

  private void line(String stream, String time, CandidateEvent event) {
    int from = length;
    position++;
    put("{\"position\":");
    put(Long.toString(position));
    put(",\"stream\":\"");
    put(stream);
    put("\",\"version\":");
    put(Long.toString(position));
    put(",\"time\":\"");
    put(time);
    put("\",\"type\":\"");
    put(event.type());
    put("\",\"id\":\"01JD0000000000000000000000\",\"data\":\"");
    escaped(event.data().toArray());
    put("\",\"metadata\":");
    put(CanonicalJson.write(event.metadata()));
    int sum = checksum(from);
    put(",\"crc\":\"");
    for (int shift = 28; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[(sum >>> shift) & 15];
    }
    put("\"}\n");
  }

  private int checksum(int from) {
    crc.reset();
    crc.update(bytes, from, length - from);
    return (int) crc.getValue();
  }

  private void put(String text) {
    byte[] more = text.getBytes(StandardCharsets.UTF_8);
    room(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  private void escaped(byte[] data) {
    room(2 * data.length);
    for (byte b : data) {
      if (b == '"' || b == '\\') {
        bytes[length++] = '\\';
      }
      bytes[length++] = b;
    }
  }

  private void room(int more) {
    if (length + more + 64 > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more + 64, bytes.length * 2));
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
