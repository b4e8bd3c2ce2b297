package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.Bytes;
import dev.eventstreams.EventField;
import dev.eventstreams.EventField.Attribute;
import dev.eventstreams.EventFilter;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StoreLockedException;
import dev.eventstreams.postgres.server.OwnPostgres;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamWrite;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A database in which another user has planted a twin of every function, operator and type that the
 * statements name. The twins are in the schema {@code public}, which comes first in the search
 * path. None of them ever runs.
 */
final class PlantedNamesTest {

  private static final int MANY = 20; // too many to be looked up one by one

  private static OwnPostgres server;
  private static StoreUrl admin;

  @BeforeAll
  static void plant() throws SQLException {
    server = OwnPostgres.start();
    admin = StoreUrl.parse(server.url());
    Samples.run(
        admin,
        "CREATE ROLE shop LOGIN PASSWORD 'weak'",
        "CREATE ROLE evil",
        "GRANT CREATE ON DATABASE postgres TO shop",
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
        "ALTER DATABASE postgres SET search_path = public, pg_catalog");
    try (Connection connection = Samples.raw(admin);
        Statement statement = connection.createStatement()) {
      statement.execute("SET ROLE evil");
      statement.execute("SET search_path = pg_catalog");
      for (String sql : PlantedNames.all()) {
        statement.execute(sql);
      }
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String admin(String sql) throws SQLException {
    return Samples.ask(admin.with("schema", "public"), sql);
  }

  private static void assertNoneRan() throws SQLException {
    assertEquals("false", admin("SELECT is_called::pg_catalog.text FROM public.ran"));
  }

  @Test
  void plantedNameRunsWhereANameIsNotQualified() throws SQLException {
    for (String sql : List.of(
        "SELECT strpos('a', 'b')",
        "SELECT max(1::pg_catalog.int8)",
        "SELECT lag(1::pg_catalog.int8) OVER ()",
        "SELECT count(*)",
        "SELECT unnest('{1}'::pg_catalog.int8[])",
        "SELECT 1::pg_catalog.int8 = 1::pg_catalog.int8",
        "SELECT 'a'::pg_catalog.text LIKE 'a'",
        "SELECT 'a'::pg_catalog.text IN ('a', 'b')",
        "SELECT '{}'::pg_catalog.jsonb -> 'a'::pg_catalog.text",
        "SELECT 1::pg_catalog.int8 * '1 s'::pg_catalog.interval",
        "SELECT 1::int8",
        "SELECT '{1}'::int8[]")) {
      var failure = assertThrows(SQLException.class, () -> unqualified(sql), sql);
      assertTrue(
          String.valueOf(failure.getMessage()).contains("planted"),
          sql + ": " + failure.getMessage());
    }
    Samples.run(admin, "ALTER SEQUENCE public.ran RESTART");
  }

  private static void unqualified(String sql) throws SQLException {
    try (Connection connection = Samples.raw(admin);
        Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = public, pg_catalog");
      statement.execute(sql);
    }
  }

  /**
   * Runs as behind a pooler, where only the qualified names protect the store, and with a search
   * path that the store also sets.
   */
  @ParameterizedTest
  @ValueSource(strings = {"0", "1"})
  void noPlantedNameRunsInAnyCallOfTheStore(String prepareThreshold) throws Exception {
    String schema = "planted" + prepareThreshold;
    StoreUrl url = StoreUrl.parse(
            "postgresql://shop:weak@localhost:" + server.port() + "/postgres?schema=" + schema)
        .with("prepareThreshold", prepareThreshold)
        .with("lock_timeout", "1001");
    try (StorageHandle store = Samples.open(url);
        Notifier notifier = store.notifier()) {
      write(store);
      while (!notifier.await(Duration.ofSeconds(10))) {
        write(store);
      }
      read(store);
      beLocked(store, schema);
    }
    Samples.open(url).close();
    for (String role : List.of("postgres", "shop")) { // also with the rights of a superuser
      assertEquals("1 s T", readable(role, schema));
    }
    assertNoneRan();
  }

  private static String readable(String role, String schema) throws SQLException {
    try (Connection connection = Samples.raw(admin);
        Statement statement = connection.createStatement()) {
      statement.execute("SET ROLE " + role);
      statement.execute("SET search_path = public, pg_catalog");
      try (ResultSet row = statement.executeQuery("SELECT * FROM " + schema + ".events_readable")) {
        row.next();
        return row.getLong("position") + " " + row.getString("stream") + " "
            + row.getString("type");
      }
    }
  }

  private static void write(StorageHandle store) {
    for (int round = 0; round < 3; round++) {
      store.append(List.of(Samples.append(
          "s", Samples.event("T", "{\"k\":\"v\",\"n\":1.5,\"o\":{\"p\":[1]}}", "x"))));
      store.append(List.of(Samples.append("t", Samples.keyed("U", "key"))));
      store.append(List.of(Samples.append("t", Samples.tagged("V", "x", "y"))));
    }
    for (int i = 0; i < MANY; i++) {
      store.append(List.of(Samples.append("s" + i, Samples.event("T" + i, "{}", "x"))));
    }
    AppendCondition condition =
        AppendCondition.noEventMatching(EventFilter.metadata("k", "w")).after(1);
    store.append(List.of(new AppendRequest(
        List.of(new StreamWrite("s", ExpectedVersion.any(), List.of(Samples.event("T", "{}", "")))),
        List.of(condition))));
    store.putIfAbsent("name", new byte[] {1});
    store.value("name");
    store.saveSnapshot(new StoredSnapshot("s", "p", 1, 1, Bytes.empty(), 0));
    store.saveSnapshot(new StoredSnapshot("s", "p", 2, 1, Bytes.empty(), 0));
    store.loadSnapshot("s", "p");
    store.deleteSnapshots("s");
  }

  private static void read(StorageHandle store) {
    List<Object> types =
        IntStream.range(0, MANY).mapToObj(i -> (Object) ("T" + i)).toList();
    List<Object> streams =
        IntStream.range(0, MANY).mapToObj(i -> (Object) ("s" + i)).toList();
    EventField number = EventField.metadata("n");
    EventField text = EventField.metadata("k");
    List<EventFilter> filters = List.of(
        EventFilter.all(),
        EventFilter.stream("s"),
        Attribute.STREAM_ID.in(List.of("s", "t")),
        EventFilter.streamLike("s%"),
        EventFilter.streamLike("%s"),
        EventFilter.type("T"),
        Attribute.EVENT_TYPE.in(List.of("T", "U")),
        Attribute.EVENT_TYPE.in(types),
        Attribute.STREAM_ID.in(streams),
        Attribute.EVENT_TYPE.like("T%"),
        Attribute.EVENT_TYPE.like("%T"),
        Attribute.VERSION.is(1),
        Attribute.VERSION.in(List.of(1, 2)),
        Attribute.POSITION.lessThan(100),
        Attribute.POSITION.atMost(1.5),
        Attribute.TIMESTAMP.greaterThan(Instant.EPOCH),
        Attribute.TIMESTAMP.atLeast(Instant.EPOCH),
        text.is("v"),
        text.in(List.of("v", "w")),
        text.like("v%"),
        EventField.metadata("o", "p").is(List.of(1)),
        number.is(1.5),
        number.lessThan(2),
        number.atMost(2.5),
        number.greaterThan(1),
        number.atLeast(1),
        EventFilter.anyOf(EventFilter.stream("s"), EventFilter.type("U")),
        EventFilter.stream("s").and(EventFilter.type("T")).and(text.is("v")),
        EventFilter.tag("x"),
        EventFilter.tag("x").and(EventFilter.tag("y")).and(EventFilter.stream("t")),
        EventFilter.anyOf(EventFilter.tag("x"), EventFilter.tag("z")));
    for (EventFilter filter : filters) {
      for (boolean backwards : new boolean[] {false, true}) {
        List<EventRecord> all = Samples.readAll(store, null, filter, backwards, 3, 1 << 20);
        assertTrue(!all.isEmpty(), filter.toString());
        Samples.readAll(store, "s", filter, backwards, 3, 40);
      }
    }
    assertTrue(store.head("s").last() > 0 && store.head(null).last() > 0);
  }

  private static void beLocked(StorageHandle store, String schema) throws SQLException {
    try (Connection other = Samples.raw(admin);
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN");
      statement.execute("SELECT pg_catalog.pg_advisory_xact_lock(" + AppendLock.key(schema) + ")");
      AppendRequest request = Samples.append("s", Samples.event("T", "{}", "x"));
      var locked = assertThrows(StoreLockedException.class, () -> store.append(List.of(request)));
      Samples.assertSays(locked, "the lock is held by the server process");
    }
  }

  @Test
  void everyConnectionSearchesTheCatalogAloneUnlessThereIsAPooler() throws SQLException {
    String direct = "pg_catalog, pg_temp";
    assertEquals(direct, path(admin));
    assertEquals("public, pg_catalog", path(admin.with("prepareThreshold", "0")));
    assertEquals("public, pg_catalog", path(admin.with("listen", server.url())));
    try (Connection listening = Objects.requireNonNull(
                PostgresSettings.of(admin.with("listen", server.url())).listen())
            .connect();
        Session session = new Session(listening, new PostgresSql("s"))) {
      assertEquals(direct, session.first("SHOW search_path", row -> row.getString(1)));
    }
  }

  private static @Nullable String path(StoreUrl url) throws SQLException {
    try (Session session =
        new Session(PostgresSettings.of(url).server().connect(), new PostgresSql("s"))) {
      return session.first("SHOW search_path", row -> row.getString(1));
    }
  }
}
