package dev.eventstreams.store.file;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.Names;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A segment of the log, with the offset of each event's line. Guarded by the lock of the index that
 * contains it.
 */
final class Segment {

  final Path file;
  final int number;
  final int first; // the position of its first event

  /** Whether damaged bytes may be between two lines. */
  private boolean patchy;

  private final Ints offsets = new Ints();
  private @Nullable Ints streams = new Ints(); // null when sealed: only the index file needs them
  private @Nullable Ints tags = new Ints(); // likewise; three ints each
  private long committed; // bytes
  private long lastGroup; // where the last group begins

  Segment(Path file, int number, long first) {
    this.file = file;
    this.number = number;
    this.first = (int) first;
  }

  int events() {
    return offsets.size();
  }

  int last() {
    return first + offsets.size() - 1;
  }

  /**
   * Makes room for one more event with this many tags: adding it then allocates nothing and cannot
   * fail.
   */
  void reserve(int manyTags) {
    offsets.reserve();
    if (streams != null && tags != null) {
      streams.reserve();
      tags.reserve(3 * manyTags);
    }
  }

  /**
   * Adds an event of the stream with this number, with the hashes of its tags. Both numbers are
   * below 0 for a position without an event.
   */
  void add(int offset, int stream, long[] tagHashes) {
    if (streams != null && tags != null) {
      streams.add(stream);
      for (long tag : tagHashes) {
        tags.add(offsets.size());
        tags.add((int) (tag >>> 32));
        tags.add((int) tag);
      }
    }
    offsets.add(offset);
  }

  /** Returns the number of the stream of each event, or null if the segment is sealed. */
  @Nullable Ints streams() {
    return streams;
  }

  /**
   * Returns three ints for each tag of each event: the number of the event in this segment, from 0
   * on, and the tag's hash; or null if the segment is sealed.
   */
  @Nullable Ints tags() {
    return tags;
  }

  boolean isPatchy() {
    return patchy;
  }

  void expectGaps() {
    patchy = true;
  }

  void seal() {
    streams = null;
    tags = null;
  }

  int offset(int position) {
    return offsets.get(position - first);
  }

  /**
   * Returns where the line of this position ends at the latest; the next group's header may be
   * before that.
   */
  long endOf(int position) {
    for (int next = position + 1; next <= last(); next++) {
      if (offset(next) >= 0) {
        return offset(next);
      }
    }
    return committed;
  }

  long committed() {
    return committed;
  }

  long lastGroup() {
    return lastGroup;
  }

  /** Notes where the last group begins and the committed bytes end. */
  void commit(long group, long bytes) {
    lastGroup = group;
    committed = bytes;
  }

  StorageException damage(long offset, String what) {
    return new StorageException(
        "the store is damaged: segment " + number + ", offset " + offset + ": " + what + " ("
            + Names.printable(file) + "); mode=read&damage=skip reads what is left",
        null);
  }
}
