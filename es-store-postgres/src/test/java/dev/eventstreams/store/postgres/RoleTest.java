package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.eventstreams.Bytes;
import dev.eventstreams.postgres.server.PostgresServer;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.spi.StoredSnapshot;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that is opened by a role whose settings an administrator has changed. */
final class RoleTest {

  private static final StoreUrl ADMIN = StoreUrl.parse(PostgresServer.shared().url());

  private final String role = PostgresServer.newSchema();
  private StoreUrl url;

  @BeforeEach
  void makeRole() throws SQLException {
    Samples.run(
        ADMIN,
        "CREATE ROLE " + role + " LOGIN PASSWORD 'weak'",
        "CREATE SCHEMA " + role + " AUTHORIZATION " + role);
    String server = ADMIN.unmasked();
    url = StoreUrl.parse("postgresql://" + role + ":weak" + server.substring(server.indexOf('@'))
        + "?schema=" + role);
  }

  @AfterEach
  void dropRole() throws SQLException {
    Samples.run(ADMIN, "DROP OWNED BY " + role + " CASCADE", "DROP ROLE " + role);
  }

  private void set(String setting) throws SQLException {
    Samples.run(ADMIN, "ALTER ROLE " + role + " SET " + setting);
  }

  private String sessions(String condition) throws SQLException {
    return Samples.ask(
        ADMIN,
        "SELECT count(*) FROM pg_stat_activity WHERE usename = '" + role + "' AND " + condition);
  }

  private void awaitIdleTimeout() throws Exception {
    Awaits.until(
        "the server has ended every idle session",
        () -> sessions("query NOT LIKE 'LISTEN%'").equals("0"));
  }

  @Test
  void sessionsThatTheServerEndsWhileTheyAreIdleAreReplacedUnnoticed() throws Exception {
    set("idle_session_timeout = 1000");
    try (StorageHandle store = Samples.open(url)) {
      for (int version = 1; version <= 2; version++) {
        store.append(List.of(Samples.append("s", Samples.event("T", "{}", "x"))));
        assertEquals(version, store.head("s").last());
        awaitIdleTimeout();
      }
      assertEquals(2, store.head("s").last());
    }
  }

  @Test
  void listeningSessionMayBeIdleForAnyTime() throws Exception {
    set("idle_session_timeout = 1000");
    try (StorageHandle store = Samples.open(url);
        Notifier notifier = store.notifier()) {
      assertNotNull(notifier);
      Awaits.until("it listens", () -> sessions("query LIKE 'LISTEN%'").equals("1"));
      String listening = listener();
      store.append(List.of(Samples.append("s", Samples.event("T", "{}", "x"))));
      awaitIdleTimeout();
      assertEquals(listening, listener());
    }
  }

  private String listener() throws SQLException {
    return Samples.ask(
        ADMIN,
        "SELECT pid FROM pg_stat_activity WHERE usename = '" + role + "' AND query LIKE 'LISTEN%'");
  }

  @Test
  void everythingIsWrittenWhereTransactionsAreReadOnlyOrSerializableByDefault() throws Exception {
    set("default_transaction_read_only = on");
    set("default_transaction_isolation = 'serializable'");
    try (StorageHandle store = Samples.open(url)) {
      store.append(List.of(Samples.append("s", Samples.event("T", "{}", "x"))));
      store.append(List.of(Samples.append("s", Samples.event("T", "{}", "y"))));
      assertEquals(2, store.head("s").last());
      store.saveSnapshot(new StoredSnapshot("s", "p", 1, 1, Bytes.utf8("x"), 0));
      assertNotNull(store.loadSnapshot("s", "p"));
      store.deleteSnapshots("s");
      assertNull(store.loadSnapshot("s", "p"));
      assertArrayEquals(new byte[] {1}, store.putIfAbsent("name", new byte[] {1}));
      assertArrayEquals(new byte[] {1}, store.putIfAbsent("name", new byte[] {2}));
    }
  }

  @Test
  void transactionOfARefusedWriteDoesNotDisturbTheNextRead() throws Exception {
    try (StorageHandle store = Samples.open(url)) {
      StoredSnapshot large = new StoredSnapshot("s", "p", 1, 1, Bytes.utf8("x"), 0);
      Samples.run(url, "ALTER TABLE snapshots ADD CHECK (source <> 's')");
      for (int round = 0; round < 3; round++) {
        org.junit.jupiter.api.Assertions.assertThrows(
            dev.eventstreams.StorageException.class, () -> store.saveSnapshot(large));
        assertNull(store.loadSnapshot("s", "p"));
      }
      assertEquals("0", sessions("state LIKE 'idle in transaction%'"));
    }
  }
}
