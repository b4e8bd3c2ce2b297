package dev.eventstreams.benchmarks;

import dev.eventstreams.Bytes;
import dev.eventstreams.Snapshot;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.adapter.CanonicalJson;
import dev.eventstreams.core.adapter.Micros;
import dev.eventstreams.spi.LazyMetadata;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Reads with plain JDBC, one query for all events, and builds the same objects as the library does. */
final class PlainReader implements AutoCloseable {

  private static final String COLUMNS = """
      SELECT
        events.position, events.stream, events.version, events.timestamp,
        events.type, events.id, events.metadata, events.data
      """;

  private final Connection connection;
  private final PreparedStatement ofStream;
  private final PreparedStatement ofStore;
  private final PreparedStatement lastVersion;
  private final PreparedStatement lastOfStream;
  private final PreparedStatement loadSnapshot;
  private final PreparedStatement dataVersion;
  private final Map<Long, String> streams = new HashMap<>();
  private final Map<Long, String> types = new HashMap<>();

  private PlainReader(Connection connection) throws SQLException {
    this.connection = connection;
    ofStream = connection.prepareStatement(COLUMNS + """
        FROM events
        WHERE stream = (SELECT key FROM streams WHERE id = ?) AND version > ? ORDER BY version""");
    ofStore = connection.prepareStatement(COLUMNS + "FROM events ORDER BY position");
    lastVersion = connection.prepareStatement("""
        SELECT max(version) FROM events
        WHERE stream = (SELECT key FROM streams WHERE id = ?)""");
    lastOfStream = connection.prepareStatement("""
        SELECT version, timestamp FROM events
        WHERE stream = (SELECT key FROM streams WHERE id = ?) ORDER BY version DESC LIMIT 1""");
    loadSnapshot = connection.prepareStatement("""
        SELECT version, timestamp, state FROM snapshots WHERE source = ? AND projection = ?""");
    dataVersion = connection.prepareStatement("PRAGMA data_version");
  }

  static PlainReader open(Path database) throws SQLException {
    return new PlainReader(PlainSqlite.open(database));
  }

  /** Reads a stream after a version and returns the number of events. */
  long stream(String id, long after, Consumer<StoredEvent> consumer) throws SQLException {
    ofStream.setString(1, id);
    ofStream.setLong(2, after);
    return read(ofStream, consumer);
  }

  long all(Consumer<StoredEvent> consumer) throws SQLException {
    return read(ofStore, consumer);
  }

  long where(PlainFilter filter, Consumer<StoredEvent> consumer) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS + filter.from())) {
      PlainSqlite.bind(statement, filter.arguments().toArray());
      return read(statement, consumer);
    }
  }

  private long read(PreparedStatement statement, Consumer<StoredEvent> consumer)
      throws SQLException {
    long count = 0;
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        String metadata = row.getString(7);
        consumer.accept(StoredEvent.builder(
                name(streams, "SELECT id FROM streams WHERE key = ?", row.getLong(2)),
                row.getLong(3),
                name(types, "SELECT name FROM types WHERE key = ?", row.getLong(5)))
            .id(row.getString(6))
            .position(row.getLong(1))
            .timestamp(Micros.toInstant(row.getLong(4)))
            .metadata(
                metadata.equals("{}") ? Map.of() : new LazyMetadata(metadata, CanonicalJson::read))
            .data(Bytes.of(row.getBytes(8)))
            .build());
        count++;
      }
    }
    return count;
  }

  private String name(Map<Long, String> known, String sql, long key) throws SQLException {
    String name = known.get(key);
    if (name == null) {
      name = lookUp(sql, key);
      known.put(key, name);
    }
    return name;
  }

  private String lookUp(String sql, long key) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, key);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.getString(1);
      }
    }
  }

  long version(String stream) throws SQLException {
    return PlainSqlite.number(lastVersion, stream);
  }

  /** Returns a number that changes whenever another connection has committed. */
  long dataVersion() throws SQLException {
    return PlainSqlite.number(dataVersion);
  }

  /** The head of a stream: its last version, which is its number of events, and the time of that. */
  record Head(long version, Instant timestamp) {}

  Head head(String stream) throws SQLException {
    lastOfStream.setString(1, stream);
    try (ResultSet row = lastOfStream.executeQuery()) {
      return new Head(row.getLong(1), Micros.toInstant(row.getLong(2)));
    }
  }

  Snapshot snapshot(String source, String projection) throws SQLException {
    PlainSqlite.bind(loadSnapshot, source, projection);
    try (ResultSet row = loadSnapshot.executeQuery()) {
      return new Snapshot(
          source,
          projection,
          row.getLong(1),
          Bytes.of(row.getBytes(3)),
          Micros.toInstant(row.getLong(2)));
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
