package dev.eventstreams.benchmarks;

import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.Snapshot;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.adapter.CanonicalJson;
import dev.eventstreams.core.adapter.Micros;
import dev.eventstreams.spi.LazyMetadata;
import dev.eventstreams.spi.StoreUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Appends and reads with plain JDBC on the library's tables in PostgreSQL. Rows are inserted as
 * arrays, the fastest way that was found beside COPY, which is no faster here. A read is one query
 * through a cursor.
 */
final class PlainPostgres implements AutoCloseable {

  private static final String ID_PREFIX = "01JCZ7Q8RSTVWXYZ01";
  private static final int FETCH = 10_000;

  private final Connection connection;
  private final AtomicLong position;
  private final PreparedStatement insert;
  private final String schema;
  private final Map<String, Long> streams = new HashMap<>();
  private final Map<String, Long> versions = new HashMap<>();
  private final Map<String, Long> types = new HashMap<>();
  private final Map<Long, String> streamIds = new HashMap<>();
  private final Map<Long, String> typeNames = new HashMap<>();
  private final long firstKey;

  private PlainPostgres(String url, AtomicLong position, long firstKey) throws SQLException {
    StoreUrl parsed = StoreUrl.parse(url);
    this.schema = Objects.requireNonNull(parsed.options().get("schema"), "a schema");
    this.position = position;
    this.firstKey = firstKey;
    // The driver takes the user's name and password only as options.
    String[] authority = parsed.body().substring(2).split("@", 2);
    String[] user = authority[0].split(":", 2);
    this.connection = DriverManager.getConnection(
        "jdbc:postgresql://" + authority[1] + "?prepareThreshold=-1",
        user[0],
        user.length > 1 ? user[1] : "");
    this.insert = connection.prepareStatement("INSERT INTO " + schema + ".events"
        + " (position, stream, version, \"timestamp\", type, format, keyed, id, tags, metadata, data)"
        + " SELECT position, ?, version, ?, type, 0, false, id, '', metadata, data"
        + " FROM unnest(?::int8[], ?::int8[], ?::int4[], ?::text[], ?::text[], ?::bytea[])"
        + " AS event (position, version, type, id, metadata, data)");
  }

  /** Opens the tables of an empty store, which the library makes. */
  static PlainPostgres create(String url) throws SQLException {
    EventStores.open(url).close();
    return new PlainPostgres(url, new AtomicLong(), 0);
  }

  /**
   * Opens one of several writers. Each has its own streams and types; their positions come from one
   * counter.
   */
  static PlainPostgres writer(String url, AtomicLong positions, int number) throws SQLException {
    return new PlainPostgres(url, positions, 1_000L * (number + 1));
  }

  /** Opens a store that the library has filled, for reading. */
  static PlainPostgres open(String url) throws SQLException {
    return new PlainPostgres(url, new AtomicLong(), 0);
  }

  /** Appends the events in one transaction. */
  void append(String stream, List<CandidateEvent> events) throws SQLException {
    int count = events.size();
    long[] positions = new long[count];
    long[] numbers = new long[count];
    int[] typeKeys = new int[count];
    String[] ids = new String[count];
    String[] metadata = new String[count];
    byte[][] data = new byte[count][];
    long version = versions.getOrDefault(stream, 0L);
    long streamKey = key(streams, "streams (key, id)", stream);
    for (int i = 0; i < count; i++) {
      CandidateEvent event = events.get(i);
      positions[i] = position.incrementAndGet();
      numbers[i] = version + 1 + i;
      typeKeys[i] = (int) key(types, "types (key, name)", event.type());
      ids[i] = ID_PREFIX + positions[i];
      metadata[i] = CanonicalJson.write(event.metadata());
      data[i] = event.data().toArray();
    }
    insert.setLong(1, streamKey);
    insert.setLong(2, Micros.of(Instant.now()));
    insert.setObject(3, positions);
    insert.setObject(4, numbers);
    insert.setObject(5, typeKeys);
    insert.setObject(6, ids);
    insert.setObject(7, metadata);
    insert.setObject(8, data);
    Run.expect(count, insert.executeUpdate());
    versions.put(stream, version + count);
  }

  private long key(Map<String, Long> known, String table, String name) throws SQLException {
    Long key = known.get(name);
    if (key == null) {
      key = firstKey + known.size() + 1;
      try (PreparedStatement add =
          connection.prepareStatement("INSERT INTO " + schema + "." + table + " VALUES (?, ?)")) {
        add.setLong(1, key);
        add.setString(2, firstKey == 0 ? name : name + "/" + firstKey);
        add.executeUpdate();
      }
      known.put(name, key);
    }
    return key;
  }

  /** Reads a stream and returns the number of events. */
  long stream(String id, Consumer<StoredEvent> consumer) throws SQLException {
    return read(
        "WHERE stream = (SELECT key FROM " + schema + ".streams WHERE id = '" + id
            + "') ORDER BY version",
        consumer);
  }

  /** Reads the events that match a condition, in the order that the condition contains. */
  long read(String condition, Consumer<StoredEvent> consumer) throws SQLException {
    if (typeNames.isEmpty()) {
      streamIds.putAll(names("SELECT key, id FROM " + schema + ".streams"));
      typeNames.putAll(names("SELECT key, name FROM " + schema + ".types"));
    }
    long count = 0;
    connection.setAutoCommit(false);
    try (PreparedStatement select = connection.prepareStatement(
        "SELECT position, stream, version, \"timestamp\", type, id, metadata, data FROM " + schema
            + ".events " + condition)) {
      select.setFetchSize(FETCH);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          String metadata = row.getString(7);
          consumer.accept(StoredEvent.builder(
                  streamIds.getOrDefault(row.getLong(2), ""),
                  row.getLong(3),
                  typeNames.getOrDefault(row.getLong(5), ""))
              .id(row.getString(6))
              .position(row.getLong(1))
              .timestamp(Micros.toInstant(row.getLong(4)))
              .metadata(
                  metadata.equals("{}")
                      ? Map.of()
                      : new LazyMetadata(metadata, CanonicalJson::read))
              .data(Bytes.of(row.getBytes(8)))
              .build());
          count++;
        }
      }
    } finally {
      connection.setAutoCommit(true);
    }
    return count;
  }

  private Map<Long, String> names(String sql) throws SQLException {
    Map<Long, String> names = new HashMap<>();
    try (Statement select = connection.createStatement();
        ResultSet rows = select.executeQuery(sql)) {
      while (rows.next()) {
        names.put(rows.getLong(1), rows.getString(2));
      }
    }
    return names;
  }

  Snapshot snapshot(String source, String projection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT version, \"timestamp\", state" + " FROM " + schema
            + ".snapshots WHERE source = ? AND projection = ?")) {
      select.setString(1, source);
      select.setString(2, projection);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new Snapshot(
            source,
            projection,
            row.getLong(1),
            Bytes.of(row.getBytes(3)),
            Micros.toInstant(row.getLong(2)));
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
