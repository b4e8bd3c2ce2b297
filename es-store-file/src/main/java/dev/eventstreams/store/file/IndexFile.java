package dev.eventstreams.store.file;

import dev.eventstreams.spi.Names;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The index of one segment, in a file beside the segment, so that an opening need not read the log.
 * A file is ignored, as if it were missing, if anything in it is wrong: its own checksum, its
 * segment, or the first or last group that it names.
 *
 * <p>Numbers are big-endian: the text {@code es-index}, version, store, segment, first position,
 * events, committed bytes, offset of the last group, streams, bytes of the names that follow; then
 * the names, each behind its length in two bytes; then the offset of each event, then for each
 * event the number of its stream in this file, then for each event the hash of its key or 0; then
 * for each tag of each event the number of the event in this file and the hash of the tag; and the
 * CRC32C of everything before.
 */
final class IndexFile {

  private static final System.Logger LOG = System.getLogger(IndexFile.class.getName());
  private static final long MAGIC = 0x65732d696e646578L;
  private static final int VERSION = 2;
  private static final int HEADER = 8 + 4 + 8 + 4 + 4 + 4 + 8 + 8 + 4 + 4;

  private IndexFile() {}

  /**
   * Writes the file. A failure is only logged, because the file only saves time at the next
   * opening.
   */
  static void keep(StoreDirectory directory, LogIndex index, Segment segment) {
    try {
      SmallFile.replaceLazily(directory.index(segment.number), content(index, segment));
    } catch (IOException | ArithmeticException e) { // the latter: it would have more than 2 GiB
      LOG.log(
          Level.WARNING,
          "no index file for " + Names.printable(segment.file)
              + ": the next opening reads the whole segment",
          e);
    }
  }

  /** Returns the file's content for a segment that is not sealed yet. */
  static byte[] content(LogIndex index, Segment segment) {
    Ints streams = segment.streams();
    Ints tags = segment.tags();
    if (streams == null || tags == null) {
      throw new IllegalStateException("segment " + segment.number + " is sealed");
    }
    int events = segment.events();
    int[] numbers = new int[events];
    int[] local = new int[index.streams().size()];
    int known = 0;
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    for (int i = 0; i < events; i++) {
      int stream = streams.get(i);
      if (local[stream] == 0) {
        byte[] name = index.streams().name(stream);
        names.write(name.length >>> 8);
        names.write(name.length);
        names.writeBytes(name);
        local[stream] = ++known;
      }
      numbers[i] = local[stream] - 1;
    }
    byte[] content =
        new byte[Math.toIntExact(HEADER + names.size() + 12L * events + 4L * tags.size() + 4)];
    ByteBuffer buffer = ByteBuffer.wrap(content);
    buffer.putLong(MAGIC).putInt(VERSION).putLong(index.seed());
    buffer.putInt(segment.number).putInt(segment.first).putInt(events);
    buffer.putLong(segment.committed()).putLong(segment.lastGroup());
    buffer.putInt(known).putInt(names.size()).put(names.toByteArray());
    for (int i = 0; i < events; i++) {
      buffer.putInt(segment.offset(segment.first + i));
    }
    for (int number : numbers) {
      buffer.putInt(number);
    }
    for (int i = 0; i < events; i++) {
      buffer.putInt(index.keyHash(segment.first + i));
    }
    for (int i = 0; i < tags.size(); i++) {
      buffer.putInt(tags.get(i));
    }
    buffer.putInt(Crc.of(content, 0, content.length - 4));
    return content;
  }

  /**
   * Adds the events to the index, if the file fits the segment.
   *
   * @param log reads the segment's file, for its first and last group
   * @param length of the segment's file
   * @param last whether this is the last segment, whose last group may have been cut off since
   * @return null on success, otherwise what does not fit
   */
  static @Nullable String load(
      byte[] content, LogIndex index, Segment segment, ReadFiles log, long length, boolean last)
      throws IOException {
    int crc = content.length - 4;
    if (crc < HEADER || ByteBuffer.wrap(content).getInt(crc) != Crc.of(content, 0, crc)) {
      return "its checksum does not fit";
    }
    ByteBuffer buffer = ByteBuffer.wrap(content);
    if (buffer.getLong() != MAGIC || buffer.getInt() != VERSION) {
      return "it has another version";
    }
    long store = buffer.getLong();
    int number = buffer.getInt();
    int first = buffer.getInt();
    boolean fits = store == index.seed() && number == segment.number && first == segment.first;
    int events = buffer.getInt();
    long committed = buffer.getLong();
    long lastGroup = buffer.getLong();
    if (!fits || segment.first != index.head() + 1) {
      return "it belongs to another segment";
    }
    if (committed > length) {
      return "the log ends at " + length + ", but according to the index at " + committed;
    }
    if (events > 0 && !isGroup(segment, log, lastGroup, committed, segment.first + events)) {
      return "the log has another group at " + lastGroup;
    }
    if (events > 0 && last && !isWhole(segment, log, lastGroup, committed)) {
      return "the last group in the log does not fit its checksum";
    }
    if (events > 0 && !beginsAsItShould(segment, log)) {
      return "the log begins with another group";
    }
    int[] streams = streams(buffer, content, index);
    int[] numbers = new int[3 * events];
    buffer.asIntBuffer().get(numbers);
    ByteBuffer tags = buffer.position(buffer.position() + 4 * numbers.length).limit(crc);
    for (int i = 0; i < events; i++) {
      index.add(numbers[i], streams[numbers[events + i]], numbers[2 * events + i], tags(tags, i));
    }
    segment.commit(lastGroup, committed);
    return null;
  }

  private static boolean isGroup(
      Segment segment, ReadFiles log, long at, long committed, int next) {
    byte[] line = new byte[GroupHeader.LENGTH];
    int read = log.read(segment.file, at, line, line.length);
    GroupHeader group = GroupHeader.read(line, 0, read);
    return group != null
        && group.first() + group.events() == next
        && at + GroupHeader.LENGTH + group.bytes() == committed;
  }

  private static boolean isWhole(Segment segment, ReadFiles log, long at, long committed) {
    byte[] bytes = new byte[(int) (committed - at)];
    int read = log.read(segment.file, at, bytes, bytes.length);
    GroupHeader group = GroupHeader.read(bytes, 0, read);
    return group != null && Crc.of(bytes, GroupHeader.LENGTH, bytes.length) == group.crc();
  }

  // A read of an event checks the header behind the event's line. No line is before the first
  // header, so it is checked here.
  private static boolean beginsAsItShould(Segment segment, ReadFiles log) {
    byte[] line = new byte[GroupHeader.LENGTH];
    int read = log.read(segment.file, SegmentHeader.LENGTH, line, line.length);
    GroupHeader group = GroupHeader.read(line, 0, read);
    return group != null && group.first() == segment.first;
  }

  private static int[] streams(ByteBuffer buffer, byte[] content, LogIndex index) {
    int[] streams = new int[buffer.getInt()];
    int bytes = buffer.getInt();
    int end = buffer.position() + bytes;
    for (int i = 0; i < streams.length; i++) {
      int length = buffer.getShort() & 0xffff;
      int from = buffer.position();
      streams[i] = index.streams().findOrAdd(Arrays.copyOfRange(content, from, from + length));
      buffer.position(from + length);
    }
    buffer.position(end);
    return streams;
  }

  /** Returns the hashes of the tags of this event, and moves past them. */
  private static long[] tags(ByteBuffer tags, int event) {
    int count = 0;
    for (int at = tags.position(); at < tags.limit() && tags.getInt(at) == event; at += 12) {
      count++;
    }
    if (count == 0) {
      return Hash.NONE;
    }
    long[] hashes = new long[count];
    for (int i = 0; i < count; i++) {
      hashes[i] = tags.position(tags.position() + 4).getLong();
    }
    return hashes;
  }
}
