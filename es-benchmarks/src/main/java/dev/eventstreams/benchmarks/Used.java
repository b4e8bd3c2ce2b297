package dev.eventstreams.benchmarks;

import dev.eventstreams.StoredEvent;

/** Takes the fields that were read, so that the compiler cannot remove the reads. */
final class Used {

  private static volatile long sum;

  private Used() {}

  /**
   * Reads the fields that a counter needs. It does not read the metadata, which is parsed only when
   * it is read.
   */
  static void look(StoredEvent event) {
    keep(event.position() + event.type().length() + event.data().length());
  }

  /** Reads every field of the event. */
  static void add(StoredEvent event) {
    keep(event.id().length()
        + event.streamId().length()
        + event.position()
        + event.version()
        + event.timestamp().getEpochSecond()
        + event.type().length()
        + event.data().length()
        + event.metadata().size());
  }

  private static void keep(long looked) {
    if (looked == Long.MIN_VALUE) {
      sum = looked;
    }
  }

  /** Returns a field that is never set. */
  static long sum() {
    return sum;
  }
}
