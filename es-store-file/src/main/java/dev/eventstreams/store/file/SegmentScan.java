package dev.eventstreams.store.file;

import dev.eventstreams.spi.EventRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a segment group by group, checks everything, and adds each whole group's events to the
 * index.
 *
 * <p>The bytes behind a bad group show whether it is torn or damaged. Groups are written one after
 * the other, each after the fsync of the group before. So a write that was cut off leaves a prefix
 * of the last group, and behind it the end of the file, or zeros up to the end. The last byte of a
 * group is a line break. A group is torn if that byte is missing or zero, and only zeros follow.
 * Every other failed check means damage: one flipped bit turns no line break into zero, and no
 * header into one with a fitting checksum.
 */
final class SegmentScan {

  private final LogIndex index;
  private final Segment segment;
  private final ReadFiles files;
  private final long length;
  private final EventParser parser = new EventParser();
  private byte[] window = new byte[1 << 20];
  private long start;
  private int filled;
  private long contentEnd = -1;

  /**
   * Prepares a scan.
   *
   * @param length the offset up to which to read
   */
  SegmentScan(LogIndex index, Segment segment, ReadFiles files, long length) {
    this.index = index;
    this.segment = segment;
    this.files = files;
    this.length = length;
  }

  /**
   * Reads from the end of the segment's committed part, and commits each whole group.
   *
   * @return where the last whole group ends; bytes behind it, if there are any, are torn
   * @throws dev.eventstreams.StorageException at damage
   */
  long run() {
    long at = segment.committed();
    while (at < length) {
      GroupHeader group = header(at);
      if (group == null) {
        return at;
      }
      long end = at + GroupHeader.LENGTH + group.bytes();
      if (end > length || !hold(at, end) || !crcFits(group, at)) {
        if (contentEnd() < end) {
          return at;
        }
        throw damagedBody(group, at, end);
      }
      add(group, at, end);
      at = end;
    }
    return at;
  }

  /** Returns the header at this place, or null if it is torn. */
  private @org.jspecify.annotations.Nullable GroupHeader header(long at) {
    boolean whole = hold(at, Math.min(length, at + GroupHeader.LENGTH));
    int from = (int) (at - start);
    GroupHeader group = whole ? GroupHeader.read(window, from, filled) : null;
    if (group != null) {
      if (group.first() != index.head() + 1L) {
        throw segment.damage(
            at, "a group of position " + group.first() + " follows position " + index.head());
      }
      return group;
    }
    int content = (int) Math.min(GroupHeader.LENGTH, Math.max(0, contentEnd() - at));
    if (content < GroupHeader.LENGTH && GroupHeader.begins(window, from, from + content)) {
      return null;
    }
    throw segment.damage(at, "the header of a group does not fit its checksum");
  }

  private boolean crcFits(GroupHeader group, long at) {
    int from = (int) (at - start) + GroupHeader.LENGTH;
    return Crc.of(window, from, from + (int) group.bytes()) == group.crc();
  }

  private void add(GroupHeader group, long at, long end) {
    List<EventRecord> events = new ArrayList<>(group.events());
    int[] offsets = new int[group.events()];
    int from = (int) (at - start) + GroupHeader.LENGTH;
    int to = (int) (end - start);
    try {
      while (from < to) {
        int next = lineEnd(from, to);
        if (events.size() == offsets.length) {
          throw new BadLineException("a group has more events than its header states");
        }
        offsets[events.size()] = (int) (start + from);
        EventRecord event = parser.read(window, from, next);
        if (event.position() != group.first() + events.size()) {
          throw new BadLineException("position " + event.position() + " is in the wrong place");
        }
        events.add(event);
        from = next;
      }
    } catch (BadLineException e) {
      throw segment.damage(start + from, e.what());
    }
    if (events.size() != group.events()) {
      throw segment.damage(at, "a group has fewer events than its header states");
    }
    for (int i = 0; i < offsets.length; i++) {
      add(events.get(i), offsets[i]);
    }
    segment.commit(at, end);
  }

  private void add(EventRecord event, int offset) {
    byte[] name = Text.utf8(event.streamId());
    int stream = index.streams().findOrAdd(name);
    if (event.version() != index.streams().count(stream) + 1L) {
      throw segment.damage(
          offset,
          "version " + event.version() + " follows version " + index.streams().count(stream)
              + " of its stream");
    }
    index.add(
        offset,
        stream,
        event.keyed() ? Hash.ofKey(index.seed(), name, Text.utf8(event.id())) : 0,
        Hash.ofTags(index.seed(), event.tags()));
  }

  private int lineEnd(int from, int to) {
    int at = from;
    while (at < to && window[at] != '\n') {
      at++;
    }
    return Math.min(to, at + 1);
  }

  // The checksum of the group does not fit. The first line whose own checksum does not fit either
  // is the place to report.
  private RuntimeException damagedBody(GroupHeader group, long at, long end) {
    int from = (int) (at - start) + GroupHeader.LENGTH;
    int to = (int) Math.min(end - start, filled);
    try {
      while (from < to) {
        int next = lineEnd(from, to);
        EventRecord unused = parser.read(window, from, next);
        from = next;
      }
    } catch (BadLineException e) {
      return segment.damage(start + from, e.what());
    }
    return segment.damage(
        at, "the group of position " + group.first() + " does not fit its checksum");
  }

  /**
   * Loads the bytes between the two places into the window. Returns false if the file ends before.
   */
  private boolean hold(long from, long to) {
    if (from < start || to > start + filled) {
      int wanted = (int) Math.min(Integer.MAX_VALUE - 64, to - from);
      if (window.length < wanted) {
        window = new byte[wanted];
      }
      start = from;
      filled = files.read(
          segment.file, from, window, (int) Math.min(window.length, Math.max(0, length - from)));
    }
    return to <= start + filled;
  }

  /** Returns the offset behind the last byte that is not zero. */
  private long contentEnd() {
    if (contentEnd < 0) {
      contentEnd = contentEnd(files, segment.file, length);
    }
    return contentEnd;
  }

  static long contentEnd(ReadFiles files, java.nio.file.Path file, long length) {
    byte[] part = new byte[64 << 10];
    for (long end = length; end > 0; ) {
      int size = (int) Math.min(part.length, end);
      int read = files.read(file, end - size, part, size);
      for (int i = read - 1; i >= 0; i--) {
        if (part[i] != 0) {
          return end - size + i + 1;
        }
      }
      end -= size;
    }
    return 0;
  }
}
