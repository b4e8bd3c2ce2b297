package dev.eventstreams.benchmarks;

import dev.eventstreams.StoredEvent;

/** Where fields go that were looked at, so that the compiler cannot leave the looking out. */
final class Used {

  private static volatile long sum;

  private Used() {}

  /** Looks at the event as one who counts does, leaving its metadata alone, which is parsed only when looked at. */
  static void look(StoredEvent event) {
    keep(event.position() + event.type().length() + event.data().length());
  }

  /** Looks at every field of the event. */
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

  /** Returns what is never set. */
  static long sum() {
    return sum;
  }
}
