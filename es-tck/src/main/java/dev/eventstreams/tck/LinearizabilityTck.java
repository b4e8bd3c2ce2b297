package dev.eventstreams.tck;

import dev.eventstreams.EventStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Appends, reads and watches by several threads at once: for each recorded history there must be an
 * order that explains every answer.
 *
 * <p>A failure shows a short history that no order explains, and the seed from which
 * {@link HistoryAppender} chooses the calls.
 */
public abstract class LinearizabilityTck extends StoreTck {

  /** For a backend's own class. */
  protected LinearizabilityTck() {}

  @Test
  @Rule("R8")
  void callsOfThreadsHaveOneOrder() {
    record(200);
  }

  @Test
  @Tag("soak")
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  @Rule("R8")
  void callsOfThreadsHaveOneOrderInFiveThousandHistories() {
    record(5_000);
  }

  private void record(int count) {
    EventStore store = store();
    Histories histories = closedAfterwards(new Histories());
    for (long seed = 1; seed <= count; seed++) {
      int appenders = 3 + (int) (seed % 3);
      HistoryClients threads = histories.threads(this, store, 1, appenders);
      histories.record(seed, store.head(), appenders, List.of(threads), () -> store);
    }
  }
}
