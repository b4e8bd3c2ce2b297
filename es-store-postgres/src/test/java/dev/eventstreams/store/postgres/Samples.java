package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.Bytes;
import dev.eventstreams.EventFilter;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.postgres.server.PostgresServer;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.spi.StreamWrite;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stores, events and reads for the tests. */
final class Samples {

  private Samples() {}

  /** Returns the URL of a new empty store. */
  static StoreUrl url() {
    return StoreUrl.parse(PostgresServer.shared().newStore());
  }

  static StorageHandle open(StoreUrl url) {
    return new PostgresStorageProvider().open(url, new StorageOptions(Clock.systemUTC()));
  }

  /** Opens a separate connection for the test, with the schema of the store as its search path. */
  static Connection raw(StoreUrl url) throws SQLException {
    PostgresSettings settings = PostgresSettings.of(url);
    Connection connection = settings.server().connect();
    connection.setSchema(settings.schema());
    return connection;
  }

  /** Runs statements on a separate connection for the test. */
  static void run(StoreUrl url, String... statements) throws SQLException {
    try (Connection connection = raw(url);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Returns the first value that a query returns on a separate connection for the test. */
  static String ask(StoreUrl url, String sql) throws SQLException {
    try (Connection connection = raw(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
    }
  }

  static NewEvent event(String type, String metadata, String data) {
    return new NewEvent(type, "id", false, List.of(), metadata, Bytes.utf8(data), 0);
  }

  static NewEvent tagged(String type, String... tags) {
    return new NewEvent(type, "id", false, List.of(tags), "{}", Bytes.empty(), 0);
  }

  static NewEvent keyed(String type, String key) {
    return new NewEvent(type, key, true, List.of(), "{}", Bytes.empty(), 0);
  }

  static AppendRequest append(String stream, NewEvent... events) {
    return append(stream, ExpectedVersion.any(), List.of(events));
  }

  static AppendRequest append(String stream, ExpectedVersion expected, List<NewEvent> events) {
    return new AppendRequest(
        List.of(new StreamWrite(stream, expected, events)), List.<AppendCondition>of());
  }

  static List<EventRecord> readAll(StorageHandle store, EventFilter filter) {
    return readAll(store, null, filter, false, 1_000, 1 << 20);
  }

  /** Reads page after page, as the core does. */
  static List<EventRecord> readAll(
      StorageHandle store,
      @Nullable String stream,
      EventFilter filter,
      boolean backwards,
      int maxEvents,
      long maxBytes) {
    List<EventRecord> all = new ArrayList<>();
    long after = 0;
    long upTo = Long.MAX_VALUE;
    while (true) {
      Page page =
          store.read(new PageRequest(stream, after, upTo, backwards, filter, maxEvents, maxBytes));
      all.addAll(page.records());
      if (!page.more()) {
        return all;
      }
      if (backwards) {
        upTo = page.scannedTo() - 1;
      } else {
        after = page.scannedTo();
      }
    }
  }

  static void assertSays(Throwable failure, String... parts) {
    String message = String.valueOf(failure.getMessage());
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }
}
