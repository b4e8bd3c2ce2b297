package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * For backends that declare {@code DURABLE}: the store after a process was killed as
 * {@code kill -9} does.
 *
 * <p>For A2 and L4, another JVM opens the store, appends with 64 threads and reports each
 * acknowledged append until it is killed in the middle of its work. For R8, another JVM records a
 * history.
 */
public abstract class DurabilityTck extends StoreTck {

  /** For a backend's own class. */
  protected DurabilityTck() {}

  @Test
  @Rule("A2")
  void whatWasAcknowledgedOutlivesAKilledProcess() {
    afterEachKill(List.of(1, 200, 1_000), Flood::assertNoneLost);
  }

  @Test
  @Rule("L4")
  void aKilledStoreReopensByItselfWithWholeAppendsOnly() {
    afterEachKill(List.of(1, 150, 600), (store, acknowledged) -> Flood.assertAllWhole(store));
  }

  @Test
  @Rule("L4")
  void aKilledStoreGoesOnWhereItWas() {
    afterEachKill(List.of(100), (store, acknowledged) -> {
      EventStream stream = store.stream("flood-all");
      long version = stream.version();
      assertEquals(
          version + 1,
          stream.append(ExpectedVersion.exactly(version), Sample.numbered(1)).version(),
          "the version of the first append after the kill");
    });
  }

  @Test
  @Rule("R8")
  void whatAKilledProcessWasAnsweredHasOneOrder() {
    recordKills(3);
  }

  @Test
  @Tag("soak")
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  @Rule("R8")
  void whatAHundredKilledProcessesWereAnsweredHasOneOrder() {
    recordKills(100);
  }

  private void recordKills(int count) {
    Histories histories = closedAfterwards(new Histories());
    for (long seed = 1; seed <= count; seed++) {
      String url = newStore();
      try (Fork killed = Fork.on(url)) {
        HistoryClients clients = histories.process(killed, 1, 3, Histories.killedAfter(seed));
        histories.record(seed, 0, 3, List.of(clients), () -> opened(url));
      }
    }
  }

  @Test
  @Tag("soak")
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  @Rule({"A2", "L4"})
  void fiftyKillsLoseNothing() {
    List<Integer> kills = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      kills.add(i * 137 % 1_000 + 1);
    }
    afterEachKill(kills, (store, acknowledged) -> {
      Flood.assertNoneLost(store, acknowledged);
      Flood.assertAllWhole(store);
    });
  }

  /**
   * Kills a writing process for each of the given numbers, after so many acknowledgements, always
   * on the same store, and runs the check after each kill.
   */
  private void afterEachKill(List<Integer> kills, BiConsumer<EventStore, Set<String>> check) {
    String url = newStore();
    Set<String> acknowledged = new HashSet<>();
    for (int kill = 0; kill < kills.size(); kill++) {
      acknowledged.addAll(floodAndKill(url, "kill" + kill, kills.get(kill)));
      try (EventStore store = open(url)) {
        check.accept(store, acknowledged);
      }
    }
  }

  private static Set<String> floodAndKill(String url, String name, int afterAcknowledged) {
    Set<String> acknowledged = new HashSet<>();
    try (Fork writer = Fork.start()) {
      assertEquals("opened", writer.ask("open " + url));
      assertEquals("flooding", writer.ask("flood " + name));
      while (acknowledged.size() < afterAcknowledged) {
        acknowledged.add(acknowledged(writer.hear()));
      }
      writer.kill().forEach(line -> acknowledged.add(acknowledged(line)));
    }
    return acknowledged;
  }

  private static String acknowledged(String line) {
    assertTrue(line.startsWith("acked "), "an append of the process to be killed: " + line);
    return line.substring("acked ".length());
  }
}
