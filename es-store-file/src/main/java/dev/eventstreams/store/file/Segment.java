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

  /** Makes room for one more event: adding it then allocates nothing and cannot fail. */
  void reserve() {
    offsets.reserve();
    if (streams != null) {
      streams.reserve();
    }
  }

  /**
   * Adds an event of the stream with this number. Both values are below 0 for a position without an
   * event.
   */
  void add(int offset, int stream) {
    offsets.add(offset);
    if (streams != null) {
      streams.add(stream);
    }
  }

  /** Returns the number of the stream of each event, or null if the segment is sealed. */
  @Nullable Ints streams() {
    return streams;
  }

  boolean isPatchy() {
    return patchy;
  }

  void expectGaps() {
    patchy = true;
  }

  void seal() {
    streams = null;
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
