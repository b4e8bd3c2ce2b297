package dev.eventstreams.tck;

import dev.eventstreams.EventStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * For backends that declare {@code MULTI_PROCESS}: appends, reads and watches by several processes
 * at once, one of which may be killed. Unanswered calls of a killed process may have taken effect
 * or not; all other calls have one order.
 */
public abstract class LinearizableProcessesTck extends StoreTck {

  private static final int EACH = 2;

  /** For a backend's own class. */
  protected LinearizableProcessesTck() {}

  @Test
  @Rule("R8")
  void callsOfTwoProcessesHaveOneOrder() {
    record(20);
  }

  @Test
  @Tag("soak")
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  @Rule("R8")
  void callsOfTwoProcessesHaveOneOrderInTwoThousandHistories() {
    record(2_000);
  }

  private void record(int count) {
    String url = newStore();
    EventStore store = opened(url);
    Histories histories = closedAfterwards(new Histories());
    try (Fork one = Fork.on(url);
        Fork other = Fork.on(url)) {
      for (long seed = 1; seed <= count; seed++) {
        List<HistoryClients> clients = List.of(
            histories.process(one, 1, EACH, 0), histories.process(other, EACH + 2, EACH, 0));
        histories.record(seed, store.head(), 2 * EACH, clients, () -> store);
      }
    }
  }

  @Test
  @Rule("R8")
  void callsHaveOneOrderAlsoWhereAProcessIsKilled() {
    recordKills(3);
  }

  @Test
  @Tag("soak")
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  @Rule("R8")
  void callsHaveOneOrderAlsoWhereProcessesAreKilledSixtyTimes() {
    recordKills(60);
  }

  private void recordKills(int count) {
    Histories histories = closedAfterwards(new Histories());
    for (long seed = 1; seed <= count; seed++) {
      String url = newStore();
      EventStore store = opened(url);
      try (Fork killed = Fork.on(url);
          Fork other = Fork.on(url)) {
        int moments = Histories.killedAfter(seed);
        List<HistoryClients> clients = List.of(
            histories.process(killed, 1, EACH, moments),
            histories.process(other, EACH + 2, EACH, 0));
        histories.record(seed, store.head(), 2 * EACH, clients, () -> store);
      }
    }
  }
}
