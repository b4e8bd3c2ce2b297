package dev.eventstreams.store.file;

import dev.eventstreams.spi.EventRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of one commit, in the form of the index. All lookups are done before the events are
 * written. So adding them to the index afterwards needs only the memory that the index grows by,
 * and may be done in several attempts.
 */
final class Group {

  private final int first; // position
  private final int[] offsets; // of the lines, from the beginning of the group
  private final int bytes;
  private final int[] streams;
  private final int[] keys;
  private final long[][] tags;
  private @Nullable Segment segment;
  private long at;
  private boolean begun;

  /**
   * Makes a group that is not resolved yet.
   *
   * @param offsets of the lines, from the beginning of the group's header
   * @param bytes the size of the header and all lines
   */
  Group(long first, int[] offsets, int bytes) {
    this.first = (int) first;
    this.offsets = offsets;
    this.bytes = bytes;
    this.streams = new int[offsets.length];
    this.keys = new int[offsets.length];
    this.tags = new long[offsets.length][];
  }

  /**
   * Looks up the streams, and the hashes of the keys and tags. From now on the index has the names
   * of new streams, which does no harm while they have no events. The caller holds the index's
   * exclusive lock.
   */
  void resolve(List<EventRecord> events, LogIndex index) {
    StreamNumbers numbers = new StreamNumbers(index);
    for (int i = 0; i < streams.length; i++) {
      EventRecord event = events.get(i);
      numbers.use(event.streamId());
      streams[i] = numbers.number();
      keys[i] = event.keyed() ? Hash.ofKey(numbers.hash(), Text.utf8(event.id())) : 0;
      tags[i] = Hash.ofTags(index.seed(), event.tags());
    }
  }

  int bytes() {
    return bytes;
  }

  /** Notes where the group is written: at the end of this segment. */
  void goesTo(Segment end) {
    segment = end;
    at = end.committed();
  }

  /** From now on the group is part of the log, whether the index has all of it yet or not. */
  void begin() {
    begun = true;
  }

  boolean isBegun() {
    return begun;
  }

  /**
   * Adds the events that the index does not have yet. The caller holds the index's exclusive lock.
   */
  void addTo(LogIndex index) {
    Segment target = segment;
    if (target == null) {
      throw new IllegalStateException("a group that was not written");
    }
    for (int i = index.head() + 1 - first; i < offsets.length; i++) {
      index.add((int) (at + offsets[i]), streams[i], keys[i], tags[i]);
    }
    target.commit(at, at + bytes);
  }
}
