package dev.eventstreams.tck;

import dev.eventstreams.AppendResult;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import java.time.Duration;
import java.util.List;

/** Appends many encrypted events as fast as possible, from many threads. */
final class Sealer {

  /** The key that encrypts the key files of the kit. */
  static final byte[] MASTER_KEY = EncryptedStores.key(77);

  private static final int APPEND = 500;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private Sealer() {}

  /**
   * Lets each thread append so many events to one of two streams, whose ids begin with the name.
   */
  static void seal(EventStore store, String name, int threads, int events) {
    List<Work<Boolean>> writers = Work.together(PATIENCE, threads, thread -> () -> {
      for (int i = 0; i < events; i += APPEND) {
        AppendResult unused = store.stream(name + "-" + thread % 2)
            .append(ExpectedVersion.any(), Sample.numbered(i, Math.min(APPEND, events - i)));
      }
      return true;
    });
    writers.forEach(Work::result);
  }
}
