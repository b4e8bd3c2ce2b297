package dev.eventstreams.store.sqlite;

import java.util.List;

/** Every statement that is sent to SQLite, but for the rows of an INSERT and the conditions of a filter, which are made to size. */
final class SqliteSql {

  private SqliteSql() {}

  // Connections

  /** Commits leave the log alone: {@link WriteAheadLog} copies and empties it. */
  static final List<String> CONNECTION_PRAGMAS = List.of(
      "PRAGMA wal_autocheckpoint = 0",
      "PRAGMA journal_size_limit = " + WriteAheadLog.LIMIT_BYTES,
      "PRAGMA cache_size = -16000",
      "PRAGMA temp_store = MEMORY",
      "PRAGMA trusted_schema = OFF");

  static final String WAL = "PRAGMA journal_mode = WAL";

  static final String BEGIN = "BEGIN";
  static final String BEGIN_IMMEDIATE = "BEGIN IMMEDIATE";
  static final String COMMIT = "COMMIT";
  static final String ROLLBACK = "ROLLBACK";

  /** How many pages the database has, with those that are in the log alone. */
  static final String PAGE_COUNT = "PRAGMA page_count";

  static final String PAGE_SIZE = "PRAGMA page_size";

  /** Changes when another connection has committed. */
  static final String DATA_VERSION = "PRAGMA data_version";

  // Checkpoints: each returns whether it was hindered, the frames of the log, and how many of them
  // are in the file. The first waits for no transaction, the others for all; after these the next
  // commit is at the log's beginning, and CUT_LOG empties the log's file.

  static final String COPY_LOG = "PRAGMA wal_checkpoint(PASSIVE)";
  static final String EMPTY_LOG = "PRAGMA wal_checkpoint(RESTART)";
  static final String CUT_LOG = "PRAGMA wal_checkpoint(TRUNCATE)";

  /** For emptying the log: nothing can be appended while it waits for a transaction of another connection. */
  static final String SHORT_BUSY_TIMEOUT = "PRAGMA busy_timeout = 250";

  // Schema

  static final String SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_schema";

  /** Changes with every change of the schema. */
  static final String SCHEMA_NUMBER = "PRAGMA schema_version";

  static final String SCHEMA_VERSION = "SELECT value FROM store WHERE name = 'schema'";

  // Values

  static final String PUT_VALUE = """
      INSERT INTO store (name, value) VALUES ('settled:' || ?, ?)
      ON CONFLICT (name) DO NOTHING""";

  static final String VALUE = "SELECT value FROM store WHERE name = 'settled:' || ?";

  // Names

  static final String STREAM_KEY = "SELECT key FROM streams WHERE id = ?";

  static final String TYPE_KEY = "SELECT key FROM types WHERE name = ?";

  static final String STREAM_KEYS =
      "SELECT id, key FROM streams WHERE id IN (SELECT value FROM json_each(?))";

  static final String TYPE_KEYS =
      "SELECT name, key FROM types WHERE name IN (SELECT value FROM json_each(?))";

  static final String STREAM_NAMES =
      "SELECT id, key FROM streams WHERE key IN (SELECT value FROM json_each(?))";

  static final String TYPE_NAMES =
      "SELECT name, key FROM types WHERE key IN (SELECT value FROM json_each(?))";

  static final String NEW_STREAMS =
      "INSERT OR IGNORE INTO streams (id) SELECT value FROM json_each(?)";

  static final String NEW_TYPES =
      "INSERT OR IGNORE INTO types (name) SELECT value FROM json_each(?)";

  /** Looks at no more names than fit the limit, whatever the pattern; more are too many to be worth a list. */
  static final String STREAMS_LIKE = """
      SELECT count(*), json_group_array(key) FILTER (WHERE id GLOB ?)
      FROM (SELECT key, id FROM streams WHERE id >= ? AND id < ? LIMIT ?)""";

  /** As {@link #STREAMS_LIKE}. */
  static final String TYPES_LIKE = """
      SELECT count(*), json_group_array(key) FILTER (WHERE name GLOB ?)
      FROM (SELECT key, name FROM types WHERE name >= ? AND name < ? LIMIT ?)""";

  // Heads

  static final String LAST_EVENT =
      "SELECT position, timestamp FROM events ORDER BY position DESC LIMIT 1";

  static final String LAST_POSITION = "SELECT max(position) FROM events";

  static final String LAST_VERSION = "SELECT max(version) FROM events WHERE stream = ?";

  static final String LAST_OF_STREAM = """
      SELECT version, timestamp FROM events
      WHERE stream = ? ORDER BY version DESC LIMIT 1""";

  static final String HEADS = """
      SELECT id, key, (SELECT max(version) FROM events WHERE stream = key)
      FROM streams WHERE id IN (SELECT value FROM json_each(?))""";

  /**
   * How many events of a stream are at or below a position: the version of the last of them, found by bisection, since
   * positions grow with versions and no index holds the two side by side.
   */
  static final String VERSION_AT = """
      WITH RECURSIVE bisection(low, high) AS (
        SELECT 0, 1 + coalesce((SELECT max(version) FROM events WHERE stream = ?1), 0)
        UNION ALL
        SELECT iif(position <= ?2, version, low), iif(position <= ?2, high, version)
        FROM bisection CROSS JOIN events ON stream = ?1 AND version = (low + high) / 2
        WHERE high - low > 1)
      SELECT max(low) FROM bisection""";

  // Appends

  static final String NEW_EVENTS = """
      INSERT INTO events
        (position, stream, version, timestamp, keyed, format, type, id, metadata, data)
      VALUES\s""";

  static final String NEW_TYPE_POSITIONS =
      "INSERT INTO type_positions (type, first, distances) VALUES ";

  static final String KNOWN_KEYS = """
      SELECT events.id, events.version, events.position, types.name
      FROM json_each(?) AS wanted
      CROSS JOIN events ON events.id = wanted.value AND events.stream = ? AND events.keyed = 1
      CROSS JOIN types ON types.key = events.type""";

  // Pages

  /**
   * A whole page in one row of ten values: nine calls into the driver for each event would cost more than SQLite does. Data and
   * metadata above a size are left empty, so that a page's memory stays within bounds: the length tells of the data, and no
   * metadata is empty otherwise.
   *
   * <p>Rows are read straight from the table, in the order of the index that finds them: if they passed through a subquery they
   * would be copied, which costs half as much again. A subquery therefore yields positions alone. What separates lines is a
   * constant, since {@code char(10)} is called again for each of them.
   */
  static final String PAGE = """
      SELECT
        count(*),
        %s,
        %s,
        %s,
        json_group_array(timestamp),
        json_group_array((format << 32) | (type << 1) | keyed),
        json_group_array(length(data)),
        group_concat(id, '\n'),
        group_concat(iif(octet_length(metadata) <= ?1, metadata, ''), '\n'),
        group_concat(iif(length(data) <= ?1, data, ''), '')
      FROM %s""";

  static final String RANGE_OF_STREAM =
      "events INDEXED BY events_by_version WHERE stream = ? AND version > ? AND version <= ?";

  static final String RANGE_OF_STORE = "events NOT INDEXED WHERE position > ? AND position <= ?";

  /** A range of a stream between whose events lie no others: the index has nothing to tell, which saves a search for each. */
  static final String RUN_OF_STREAM =
      "events NOT INDEXED WHERE position >= ? AND position <= ? AND stream = ?";

  static final String POSITION = "SELECT position FROM events WHERE stream = ? AND version = ?";

  /** The events at the positions that a query has found, in its order. */
  static final String FOUND = "(%s) CROSS JOIN events NOT INDEXED ON events.position = found";

  static final String LARGE_EVENT = "SELECT metadata, data FROM events WHERE position = ?";

  static final String OF_STREAM = "SELECT position AS found FROM " + RANGE_OF_STREAM;

  static final String OF_STORE = "SELECT position AS found FROM " + RANGE_OF_STORE;

  /** In the order of the arrays, which hold positions in order. */
  static final String OF_TYPE = """
      SELECT events.position AS found FROM type_positions
      CROSS JOIN json_each(%s) AS distance
      CROSS JOIN events NOT INDEXED ON events.position = type_positions.first + distance.value
      WHERE type_positions.type = ?
        AND type_positions.first >= coalesce(
          (SELECT max(first) FROM type_positions WHERE type = ? AND first <= ?), 0)
        AND type_positions.first <= ?
        AND events.position > ? AND events.position <= ?""";

  static final String ARRAY = "type_positions.distances";

  /** Turned round by itself: where positions are sorted instead, some versions of SQLite sort all of the type, not one array at a time. */
  static final String ARRAY_BACKWARDS = """
      (SELECT json_group_array(value)
        FROM (SELECT value FROM json_each(type_positions.distances) ORDER BY value DESC))""";

  /** Sorts a page's worth of positions of each part. */
  static final String MERGED = "SELECT found FROM (%s) ORDER BY found%s LIMIT ?";

  // Snapshots

  static final String LOAD_SNAPSHOT = """
      SELECT version, timestamp, state, format FROM snapshots
      WHERE source = ? AND projection = ?""";

  static final String SAVE_SNAPSHOT = """
      INSERT INTO snapshots (source, projection, version, timestamp, state, format)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (source, projection) DO UPDATE SET
        version = excluded.version, timestamp = excluded.timestamp,
        state = excluded.state, format = excluded.format
      WHERE excluded.version >= snapshots.version""";

  static final String DELETE_SNAPSHOTS = "DELETE FROM snapshots WHERE source = ?";
}
