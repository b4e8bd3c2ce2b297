package dev.eventstreams.store.file;

import dev.eventstreams.spi.EventRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events that are committed together, as the index has them. Everything is looked up before they are written: adding them to the
 * index afterwards needs no more memory than the index grows by, and may be done in several attempts.
 */
final class Group {

  private final int first; // position
  private final int[] offsets; // of the lines, behind the beginning of the group
  private final int bytes;
  private final int[] streams;
  private final int[] keys;
  private @Nullable Segment segment;
  private long at;
  private boolean begun;

  /**
   * Makes a group that is not resolved yet.
   *
   * @param offsets of the lines behind the beginning of the group's header
   * @param bytes of the header and all lines
   */
  Group(long first, int[] offsets, int bytes) {
    this.first = (int) first;
    this.offsets = offsets;
    this.bytes = bytes;
    this.streams = new int[offsets.length];
    this.keys = new int[offsets.length];
  }

  /**
   * Looks up streams and hashes. The index has the names of new streams from now on, which harms nothing while they have no events.
   * Under the index's exclusive lock.
   */
  void resolve(List<EventRecord> events, LogIndex index) {
    StreamNumbers numbers = new StreamNumbers(index);
    for (int i = 0; i < streams.length; i++) {
      EventRecord event = events.get(i);
      numbers.use(event.streamId());
      streams[i] = numbers.number();
      keys[i] = event.keyed() ? Hash.ofKey(numbers.hash(), Text.utf8(event.id())) : 0;
    }
  }

  int bytes() {
    return bytes;
  }

  /** Notes where it is written: at the end of this segment. */
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

  /** Adds what the index does not have yet. Under its exclusive lock. */
  void addTo(LogIndex index) {
    Segment target = segment;
    if (target == null) {
      throw new IllegalStateException("a group that was not written");
    }
    for (int i = index.head() + 1 - first; i < offsets.length; i++) {
      index.add((int) (at + offsets[i]), streams[i], keys[i]);
    }
    target.commit(at, at + bytes);
  }
}
