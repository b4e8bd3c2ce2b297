package dev.eventstreams.store.file;

import dev.eventstreams.Bytes;
import dev.eventstreams.spi.EventRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the lines that {@link EventLine} writes. Returns an event only if the line's own checksum
 * fits. For one thread at a time.
 */
final class EventParser {

  private final LineParser line = new LineParser();
  private final LineParser.Names streams = new LineParser.Names();
  private final LineParser.Names types = new LineParser.Names();
  private final LineParser.Names tags = new LineParser.Names();
  private byte[] time = new byte[0];
  private long timestamp;

  /** Reads the line between the two places; its line break is included. */
  EventRecord read(byte[] bytes, int from, int to) throws BadLineException {
    line.begin(bytes, from, to);
    try {
      return fields();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new BadLineException("a line that cannot be parsed");
    }
  }

  private EventRecord fields() throws BadLineException {
    line.expect(EventLine.POSITION);
    long position = line.number();
    line.expect(EventLine.STREAM);
    String stream = line.text(streams);
    line.expect(EventLine.VERSION);
    long version = line.number();
    line.expect(EventLine.TIME);
    long micros = time();
    line.expect(EventLine.TYPE);
    String type = line.text(types);
    boolean keyed = line.accept(EventLine.KEY);
    if (!keyed) {
      line.expect(EventLine.ID);
    }
    String id = line.text(null);
    Bytes data = data(line);
    int format = format(line);
    List<String> tags = List.of();
    if (!line.accept(EventLine.METADATA)) {
      tags = tags();
      line.expect(EventLine.METADATA);
    }
    if (version < 1 || version > position) {
      throw new BadLineException("version " + version + " at position " + position);
    }
    return new EventRecord(
        stream, version, position, micros, type, id, keyed, tags, line.rest(), data, format);
  }

  // The index relies on tags that are distinct, and on names that a table can hold.
  private List<String> tags() throws BadLineException {
    line.expect(EventLine.TAGS);
    List<String> read = new ArrayList<>(4);
    String last = "";
    do {
      String tag = line.text(tags);
      if (tag.compareTo(last) <= 0) {
        throw new BadLineException("a line whose tags are not in ascending order");
      }
      read.add(tag);
      last = tag;
    } while (line.accept(EventLine.NEXT_TAG));
    line.expect(EventLine.END_OF_TAGS);
    return List.copyOf(read);
  }

  static int format(LineParser line) throws BadLineException {
    return line.accept(EventLine.FORMAT) ? line.smallNumber() : 0;
  }

  static Bytes data(LineParser line) throws BadLineException {
    boolean text = line.accept(EventLine.DATA);
    if (!text) {
      line.expect(EventLine.BASE64);
    }
    return line.data(!text);
  }

  // Events of the same commit have the same time.
  private long time() throws BadLineException {
    int from = line.toQuote();
    int to = line.at();
    byte[] bytes = line.bytes();
    if (!java.util.Arrays.equals(time, 0, time.length, bytes, from, to)) {
      long micros = Times.micros(bytes, from, to);
      time = java.util.Arrays.copyOfRange(bytes, from, to);
      timestamp = micros;
    }
    return timestamp;
  }
}
