package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventStore;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.postgres.server.OwnPostgres;
import dev.eventstreams.spi.StoreUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A store whose server restarts, or whose connections break or fall silent, during appends and
 * watches.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
final class OutageTest {

  private static final int APPENDERS = 8;
  private static final String OURS = "backend_type = 'client backend' AND pid <> pg_backend_pid()";
  private static OwnPostgres server;

  @BeforeAll
  static void startServer() {
    server = OwnPostgres.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void nothingIsLostDoubledOrMissedWhenTheServerIsRestarted() throws Exception {
    restarting(3);
  }

  @Test
  @Tag("soak")
  void nothingIsLostDoubledOrMissedWhenTheServerIsRestartedTwentyTimes() throws Exception {
    restarting(20);
  }

  private static void restarting(int times) throws Exception {
    disturbed(server.newStore(), times, store -> server.restartImmediately());
  }

  @Test
  void storeWhoseConnectionsAreTerminatedContinues() throws Exception {
    disturbed(server.newStore(), 5, schema -> {
      assertTrue(terminateAll() > 0, "connections that were terminated");
    });
  }

  @Test
  void storeWhoseConnectionsFallSilentContinuesWithNewOnes() throws Exception {
    try (StallingProxy proxy = new StallingProxy(server.port())) {
      disturbed(through(proxy), 2, schema -> proxy.stall());
    }
  }

  @Test
  void storeThatIsCutOffFromItsServerContinuesAfterwards() throws Exception {
    try (StallingProxy proxy = new StallingProxy(server.port())) {
      disturbed(through(proxy), 1, schema -> {
        proxy.cutOff();
        try (EventStore elsewhere = EventStores.open(server.url() + "?schema=" + schema)) {
          elsewhere.stream("meanwhile").append(dev.eventstreams.CandidateEvent.of("Written"));
        }
        proxy.heal();
      });
    }
  }

  private static String through(StallingProxy proxy) {
    return server.newStore().replace(":" + server.port(), ":" + proxy.port())
        + "&lock_timeout=1000&socketTimeout=2";
  }

  /** A disturbance of the server, or of the connections of a store in the given schema. */
  private interface Disturbance {
    void happen(String schema) throws Exception;
  }

  private static void disturbed(String url, int times, Disturbance disturbance) throws Exception {
    String schema = url.replaceFirst(".*schema=", "").replaceFirst("&.*", "");
    Set<String> before = threads();
    List<StoredEvent> stored = new ArrayList<>();
    try (EventStore store = EventStores.open(url);
        EventStore other = EventStores.open(url)) {
      Follower same = Follower.start(store, "follower-same");
      Follower foreign = Follower.start(other, "follower-foreign");
      Appenders appenders = Appenders.start(store, "kept", APPENDERS);
      appenders.awaitMore(20 * APPENDERS, "in the beginning");
      for (int i = 0; i < times; i++) {
        disturbance.happen(schema);
        int seen = foreign.count();
        appenders.awaitMore(20 * APPENDERS, "after disturbance " + i);
        Awaits.until(
            "a watch by another store continues after disturbance " + i,
            () -> foreign.count() > seen + APPENDERS);
      }
      Set<String> acknowledged = appenders.stop();
      store.all().read().forEach(stored::add);

      assertKept(acknowledged, stored);
      Awaits.until(
          "the watches have seen all",
          () -> same.count() >= stored.size() && foreign.count() >= stored.size());
      assertEquals(stored, same.seen(), "what a watch of the same store saw");
      assertEquals(stored, foreign.seen(), "what a watch of another store saw");
      // Each of the two stores has one connection that writes, one that listens, and those of the
      // pool, which read.
      int most = 2 * (2 + PostgresSettings.of(StoreUrl.parse(url)).poolSize());
      Awaits.until("there are no more connections than " + most, () -> connections() <= most);
    }
    Awaits.until("every connection is closed", () -> connections() == 0);
    Awaits.untilGone("threads", () -> {
      Set<String> more = threads();
      more.removeAll(before);
      return more;
    });
  }

  private static void assertKept(Set<String> acknowledged, List<StoredEvent> stored) {
    Map<String, Long> versions = new HashMap<>();
    Set<String> keys = new HashSet<>();
    for (StoredEvent event : stored) {
      long expected = versions.merge(event.streamId(), 1L, Long::sum);
      assertEquals(expected, event.version(), "the next version of " + event.streamId());
      assertTrue(keys.add(event.id()), event.id() + " is there twice");
    }
    Set<String> lost = new TreeSet<>(acknowledged);
    lost.removeAll(keys);
    assertEquals(Set.of(), lost, "acknowledged events that are not there");
  }

  // Excludes threads of the JVM, which are in separate groups, and threads that the tests share:
  // these start and end at any time.
  private static Set<String> threads() {
    Set<String> names = new TreeSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      ThreadGroup group = thread.getThreadGroup(); // null after the thread has ended
      String name = thread.getName();
      if (group != null
          && !Set.of("system", "InnocuousThreadGroup").contains(group.getName())
          && !name.matches("stalling-proxy|junit-.*|ForkJoinPool.*")) {
        names.add(name.replaceAll("\\d+$", ""));
      }
    }
    return names;
  }

  // Only this test uses the server, so all other connections belong to the store.
  private static int connections() throws SQLException {
    return count("SELECT count(*) FROM pg_stat_activity WHERE " + OURS);
  }

  private static int terminateAll() throws SQLException {
    return count("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE " + OURS);
  }

  private static int count(String sql) throws SQLException {
    String jdbc = "jdbc:postgresql://localhost:" + server.port() + "/postgres?user=postgres";
    try (Connection connection = DriverManager.getConnection(jdbc);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
