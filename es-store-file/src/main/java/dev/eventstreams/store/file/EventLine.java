package dev.eventstreams.store.file;

import dev.eventstreams.Bytes;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Names;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event as a line of JSON that ends with its own checksum. {@link EventParser} reads it.
 * For one thread at a time.
 */
final class EventLine {

  static final byte[] POSITION = Text.ascii("{\"position\":");
  static final byte[] STREAM = Text.ascii(",\"stream\":");
  static final byte[] VERSION = Text.ascii(",\"version\":");
  static final byte[] TIME = Text.ascii(",\"time\":\"");
  static final byte[] TYPE = Text.ascii("\",\"type\":");
  static final byte[] KEY = Text.ascii(",\"key\":");
  static final byte[] ID = Text.ascii(",\"id\":");
  static final byte[] DATA = Text.ascii(",\"data\":");
  static final byte[] BASE64 = Text.ascii(",\"base64\":");
  static final byte[] FORMAT = Text.ascii(",\"format\":");
  static final byte[] TAGS = Text.ascii(",\"tags\":[");
  static final byte[] NEXT_TAG = Text.ascii(",");
  static final byte[] END_OF_TAGS = Text.ascii("]");
  static final byte[] METADATA = Text.ascii(",\"metadata\":");
  static final byte[] CRC = Text.ascii(",\"crc\":\"");

  /** The length of the checksum's field in bytes, with the end of the line. */
  static final int CRC_LENGTH = CRC.length + Crc.DIGITS + 3;

  private final LineBuffer buffer;
  private final Remembered streams = new Remembered();
  private final Remembered types = new Remembered();
  private long timestamp;
  private byte[] time = new byte[0];

  EventLine(LineBuffer buffer) {
    this.buffer = buffer;
  }

  void write(EventRecord event) {
    int start = buffer.length;
    buffer.put(POSITION);
    buffer.put(event.position());
    buffer.put(STREAM);
    putName(streams, event.streamId());
    buffer.put(VERSION);
    buffer.put(event.version());
    buffer.put(TIME);
    buffer.put(time(event.timestamp()));
    buffer.put(TYPE);
    putName(types, event.type());
    buffer.put(event.keyed() ? KEY : ID);
    buffer.putText(event.id());
    buffer.putData(DATA, BASE64, event.data());
    if (event.format() != 0) {
      buffer.put(FORMAT);
      buffer.put(event.format());
    }
    if (!event.tags().isEmpty()) {
      putTags(event.tags());
    }
    buffer.put(METADATA);
    buffer.put(oneLine(event));
    buffer.endLine(start, CRC);
  }

  // A line whose tags are not in order cannot be read.
  private void putTags(List<String> tags) {
    byte[] before = TAGS;
    String last = "";
    for (String tag : tags) {
      if (tag.compareTo(last) <= 0) {
        throw new IllegalArgumentException("the tag " + Names.quote(tag)
            + " of an event is not in order after " + Names.quote(last));
      }
      buffer.put(before);
      buffer.putText(tag);
      before = NEXT_TAG;
      last = tag;
    }
    buffer.put(END_OF_TAGS);
  }

  // The metadata is the only text that is written without escaping.
  private static byte[] oneLine(EventRecord event) {
    byte[] metadata = Text.utf8(event.metadata());
    for (byte b : metadata) {
      if (b >= 0 && b < ' ') {
        throw new IllegalArgumentException(
            "the metadata of an event of stream " + Names.quote(event.streamId())
                + " has the control character " + b + " and is not canonical JSON");
      }
    }
    return metadata;
  }

  private byte[] time(long micros) {
    if (time.length == 0 || micros != timestamp) {
      time = Text.ascii(Times.text(micros));
      timestamp = micros;
    }
    return time;
  }

  // The events of an append mostly share the same string objects.
  private void putName(Remembered names, String name) {
    byte[] known = names.find(name);
    if (known != null) {
      buffer.put(known);
      return;
    }
    int from = buffer.length;
    buffer.putText(name);
    names.keep(name, Arrays.copyOfRange(buffer.bytes, from, buffer.length));
  }

  /** Caches the quoted form of some names. */
  private static final class Remembered {

    private static final int SLOTS = 64;

    private final @Nullable String[] names = new @Nullable String[SLOTS];
    private final byte[][] texts = new byte[SLOTS][0];

    byte @Nullable [] find(String name) {
      int slot = name.hashCode() & (SLOTS - 1);
      return name.equals(names[slot]) ? texts[slot] : null;
    }

    void keep(String name, byte[] text) {
      int slot = name.hashCode() & (SLOTS - 1);
      names[slot] = name;
      texts[slot] = text;
    }
  }

  /**
   * Ends the line of a snapshot or a settled value and returns it: the fields so far, then the
   * data, the format and the checksum.
   */
  static byte[] end(LineBuffer line, Bytes data, int format) {
    line.putData(DATA, BASE64, data);
    if (format != 0) {
      line.put(FORMAT);
      line.put(format);
    }
    line.endLine(0, CRC);
    return Arrays.copyOf(line.bytes, line.length);
  }
}
