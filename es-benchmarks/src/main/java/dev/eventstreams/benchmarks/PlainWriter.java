package dev.eventstreams.benchmarks;

import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Appends with plain JDBC. One connection is the only writer, so it knows the last position and
 * each stream's version. It inserts many rows in one statement, the fastest way that was found.
 */
final class PlainWriter implements AutoCloseable {

  private final Connection connection;
  private final PreparedStatement begin;
  private final PreparedStatement commit;
  private final PreparedStatement newStream;
  private final PreparedStatement newType;
  private final PreparedStatement typePositions;
  private final PreparedStatement lastVersion;
  private final PreparedStatement saveSnapshot;
  private final PlainInsert insert;
  private final Map<String, Long> streams = new HashMap<>();
  private final Map<String, Long> versions = new HashMap<>();
  private final Map<String, Long> types = new HashMap<>();
  private long position;

  private PlainWriter(Connection connection) throws SQLException {
    this.connection = connection;
    begin = connection.prepareStatement("BEGIN IMMEDIATE");
    commit = connection.prepareStatement("COMMIT");
    newStream = connection.prepareStatement("INSERT INTO streams (key, id) VALUES (?, ?)");
    newType = connection.prepareStatement("INSERT INTO types (key, name) VALUES (?, ?)");
    typePositions = connection.prepareStatement(
        "INSERT INTO type_positions (type, first, distances) VALUES (?, ?, ?)");
    lastVersion = connection.prepareStatement("SELECT max(version) FROM events WHERE stream = ?");
    saveSnapshot = connection.prepareStatement("""
        INSERT INTO snapshots (source, projection, version, timestamp, state, format)
        VALUES (?, ?, ?, ?, ?, 0)
        ON CONFLICT (source, projection) DO UPDATE SET
          version = excluded.version, timestamp = excluded.timestamp,
          state = excluded.state, format = excluded.format
        WHERE excluded.version >= snapshots.version""");
    insert = new PlainInsert(connection);
  }

  /** Makes a new database. */
  static PlainWriter create(Path database) throws SQLException, IOException {
    return new PlainWriter(PlainSqlite.create(database));
  }

  /** Opens a database for saving snapshots only: the writer does not know the last position. */
  static PlainWriter open(Path database) throws SQLException {
    return new PlainWriter(PlainSqlite.open(database));
  }

  /** Appends the events in one transaction. */
  void append(String stream, List<CandidateEvent> events) throws SQLException {
    PlainSqlite.execute(begin);
    write(stream, version(stream), events);
    PlainSqlite.execute(commit);
  }

  /** Appends one event in one transaction. */
  void appendOne(String stream, CandidateEvent event) throws SQLException {
    append(stream, List.of(event));
  }

  /**
   * Appends one event; fails if the stream does not have the version in the database.
   *
   * @return the version after the event
   */
  long appendOneAt(String stream, long version, CandidateEvent event) throws SQLException {
    PlainSqlite.execute(begin);
    Run.expect(version, PlainSqlite.number(lastVersion, streams.getOrDefault(stream, 0L)));
    write(stream, version, List.of(event));
    PlainSqlite.execute(commit);
    return version + 1;
  }

  /** Returns the version of a stream that this writer has written. */
  long version(String stream) {
    return versions.getOrDefault(stream, 0L);
  }

  void saveSnapshot(String stream, String projection, long version, Bytes state)
      throws SQLException {
    PlainSqlite.execute(saveSnapshot, stream, projection, version, now(), state.toArray());
  }

  private void write(String stream, long version, List<CandidateEvent> events) throws SQLException {
    PlainTypes positions = new PlainTypes();
    long[] typeKeys = new long[events.size()];
    for (int i = 0; i < typeKeys.length; i++) {
      typeKeys[i] = key(types, newType, events.get(i).type());
      positions.add(typeKeys[i], position + 1 + i);
    }
    insert.rows(key(streams, newStream, stream), version, position, now(), typeKeys, events);
    positions.write(typePositions);
    position += events.size();
    versions.put(stream, version + events.size());
  }

  private static long key(Map<String, Long> known, PreparedStatement add, String name)
      throws SQLException {
    Long key = known.get(name);
    if (key == null) {
      key = known.size() + 1L;
      PlainSqlite.execute(add, key, name);
      known.put(name, key);
    }
    return key;
  }

  private static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
