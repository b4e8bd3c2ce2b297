package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.EventFilter;
import dev.eventstreams.StorageException;
import dev.eventstreams.postgres.server.PostgresServer;
import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The possible contents of the schema, and the result of opening a store in it. */
final class OpeningTest {

  private static StoreUrl withSchema(String schema) {
    return StoreUrl.parse(PostgresServer.shared().url()).with("schema", schema);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mixed Case",
        "quote\"d",
        "semi;colon",
        "apo'strophe",
        "per%cent",
        "a.b",
        "select",
        "back\\slash",
        "dollar$1",
        "{schema}",
        "question?mark",
        "ünïcödé-日本-😀"
      })
  void storesEventsInTheNamedSchema(String name) throws Exception {
    StoreUrl url = withSchema(name + PostgresServer.newSchema());
    for (int round = 1; round <= 2; round++) {
      try (StorageHandle store = Samples.open(StoreUrl.parse(url.unmasked()))) {
        store.append(List.of(Samples.append("s", Samples.event("T", "{}", "x"))));
        assertEquals(round, Samples.readAll(store, EventFilter.all()).size());
        assertEquals(round, Samples.readAll(store, EventFilter.type("T")).size());
      }
      assertEquals(Integer.toString(round), Samples.ask(url, "SELECT count(*) FROM events"));
    }
  }

  @Test
  void emptySchemaBecomesStore() throws Exception {
    StoreUrl url = Samples.url();
    Samples.run(url, "CREATE SCHEMA " + PostgresSettings.of(url).schema());
    try (StorageHandle store = Samples.open(url)) {
      assertEquals(0, store.head(null).last());
    }
  }

  @Test
  void schemaWithForeignTablesIsRefusedAndLeftUnchanged() throws Exception {
    StoreUrl url = Samples.url();
    String schema = PostgresSettings.of(url).schema();
    Samples.run(url, "CREATE SCHEMA " + schema, "CREATE TABLE " + schema + ".events (id int)");
    var failure = assertThrows(StorageException.class, () -> Samples.open(url));
    Samples.assertSays(failure, schema, "belongs to something else", "events");
    assertEquals(
        "1",
        Samples.ask(url, "SELECT count(*) FROM pg_tables WHERE schemaname = '" + schema + "'"));
  }

  @Test
  void foreignTablesWithOtherNamesAreLeftUnchanged() throws Exception {
    StoreUrl url = Samples.url();
    String schema = PostgresSettings.of(url).schema();
    Samples.run(url, "CREATE SCHEMA " + schema, "CREATE TABLE " + schema + ".accounts (id int)");
    Samples.open(url).close();
    assertEquals("0", Samples.ask(url, "SELECT count(*) FROM accounts"));
  }

  @Test
  void newerSchemaIsRefused() throws Exception {
    StoreUrl url = Samples.url();
    Samples.open(url).close();
    Samples.run(url, "UPDATE store SET value = '2' WHERE name = 'schema'");
    var failure = assertThrows(StorageException.class, () -> Samples.open(url));
    Samples.assertSays(failure, "version \"2\"", "use a newer one");
  }

  @Test
  void databaseOfAnotherEncodingIsRefused() throws Exception {
    String name = PostgresServer.newSchema();
    StoreUrl server = StoreUrl.parse(PostgresServer.shared().url());
    Samples.run(
        server,
        "CREATE DATABASE " + name
            + " ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
    try {
      String url = PostgresServer.shared().url();
      StoreUrl other = StoreUrl.parse(url.substring(0, url.lastIndexOf('/') + 1) + name);
      var failure = assertThrows(StorageException.class, () -> Samples.open(other));
      Samples.assertSays(failure, name, "LATIN1", "UTF8");
    } finally {
      Samples.run(server, "DROP DATABASE " + name);
    }
  }

  @Test
  void userWithoutTheRightToCreateTheSchemaGetsThatReason() throws Exception {
    String role = PostgresServer.newSchema();
    StoreUrl server = StoreUrl.parse(PostgresServer.shared().url());
    Samples.run(server, "CREATE ROLE " + role + " LOGIN PASSWORD 'weak'");
    try {
      String url = PostgresServer.shared().url();
      String place = url.substring(url.indexOf('@'));
      StoreUrl other = StoreUrl.parse("postgresql://" + role + ":weak" + place + "?schema=" + role);
      var failure = assertThrows(StorageException.class, () -> Samples.open(other));
      Samples.assertSays(failure, "lacks a right");

      Samples.run(server, "CREATE SCHEMA " + role + " AUTHORIZATION " + role);
      Samples.open(other).close();
    } finally {
      Samples.run(server, "DROP OWNED BY " + role + " CASCADE", "DROP ROLE " + role);
    }
  }

  @Test
  void everyCapabilityIsDeclared() {
    assertEquals(
        Set.of(Capability.values()), new PostgresStorageProvider().capabilities(Samples.url()));
  }

  @Test
  void readableViewShowsNamesTimesAndTexts() throws Exception {
    StoreUrl url = Samples.url();
    try (StorageHandle store = Samples.open(url)) {
      store.append(List.of(Samples.append("s", Samples.event("T", "{\"k\":1}", "text"))));
    }
    assertEquals(
        "1 s 1 T {\"k\": 1} text",
        Samples.ask(
            url,
            "SELECT concat_ws(' ', position, stream, version, type, metadata, data) FROM events_readable"
                + " WHERE time > now() - interval '1 hour'"));
  }
}
