package dev.eventstreams.tck;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Appends by many threads of many processes at once, to streams that all threads share and to
 * streams that only one thread writes. {@link Trail} checks the events that watchers see meanwhile.
 */
final class Crowd {

  /** The number of appending threads of a process. */
  static final int THREADS = 16;

  private static final int SHARED_STREAMS = 4;
  private static final int MOST_EVENTS = 5;

  private final EventStore store;
  private final String name;

  Crowd(EventStore store, String name) {
    this.store = store;
    this.name = name;
  }

  /**
   * Appends so many events as the given thread: one to five events at a time, in turn to a shared
   * stream and to the thread's own stream.
   */
  void run(int thread, int events) {
    String own = "crowd-" + name + "-" + thread;
    long ownVersion = 0;
    int left = events;
    for (int n = 0; left > 0; n++) {
      int count = Math.min(left, n % MOST_EVENTS + 1);
      if (n % 2 == 0) {
        append("crowd-" + (thread + n / 2) % SHARED_STREAMS, ExpectedVersion.any(), count);
      } else {
        append(own, ExpectedVersion.exactly(ownVersion), count);
        ownVersion += count;
      }
      left -= count;
    }
  }

  private void append(String stream, ExpectedVersion expected, int count) {
    List<CandidateEvent> events = IntStream.range(0, count)
        .mapToObj(i -> CandidateEvent.of("Crowded", name))
        .toList();
    store.stream(stream).append(expected, events);
  }
}
