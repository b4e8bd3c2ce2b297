package dev.eventstreams.tck;

import dev.eventstreams.AppendResult;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import java.time.Duration;
import java.util.List;

/** Appends as many encrypted events as fast as it can, from many threads. */
final class Sealer {

  /** What the key files of the kit are encrypted with. */
  static final byte[] MASTER_KEY = EncryptedStores.key(77);

  private static final int APPEND = 500;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private Sealer() {}

  /** Appends so many events by each thread, to streams called after the name and the thread. */
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
