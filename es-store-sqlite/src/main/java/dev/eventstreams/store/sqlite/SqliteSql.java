package dev.eventstreams.store.sqlite;

import java.util.List;

/**
 * The statements for SQLite. The rows of an INSERT and the conditions of a filter are built at run
 * time.
 */
final class SqliteSql {

  private SqliteSql() {}

  // Connections

  /** Commits run no checkpoint: {@link WriteAheadLog} copies and empties the log. */
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

  /** How many pages the database has, including those that are only in the log. */
  static final String PAGE_COUNT = "PRAGMA page_count";

  static final String PAGE_SIZE = "PRAGMA page_size";

  /** Changes when another connection has committed. */
  static final String DATA_VERSION = "PRAGMA data_version";

  // Checkpoints. Each returns whether it was blocked, the number of frames in the log, and how many
  // of them are in the file. COPY_LOG waits for no transaction; the other two wait for all. After
  // these two, the next commit is at the log's beginning. CUT_LOG also truncates the log's file.

  static final String COPY_LOG = "PRAGMA wal_checkpoint(PASSIVE)";
  static final String EMPTY_LOG = "PRAGMA wal_checkpoint(RESTART)";
  static final String CUT_LOG = "PRAGMA wal_checkpoint(TRUNCATE)";

  /**
   * For emptying the log: no append can run while it waits for a transaction of another connection.
   */
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

  /** Looks at no more names than the limit, for any pattern. A longer list would not pay. */
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
   * The number of events of a stream at or below a position, which is the version of the last of
   * them. It is found by bisection, because positions grow with versions and no index contains
   * both.
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
        (position, stream, version, timestamp, keyed, format, type, id, tags, metadata, data)
      VALUES\s""";

  static final String NEW_TYPE_POSITIONS =
      "INSERT INTO type_positions (type, first, distances) VALUES ";

  static final String INDEX_TAGS = """
      INSERT INTO tag_index (rowid, tags)
      SELECT position, tags FROM events NOT INDEXED
      WHERE position > ? AND position <= ? AND tags IS NOT NULL ORDER BY position""";

  static final String KNOWN_KEYS = """
      SELECT events.id, events.version, events.position, types.name
      FROM json_each(?) AS wanted
      CROSS JOIN events ON events.id = wanted.value AND events.stream = ? AND events.keyed = 1
      CROSS JOIN types ON types.key = events.type""";

  // Pages

  /**
   * A whole page in one row of ten values: nine driver calls per event would cost more than SQLite
   * itself. Tags follow the id, after a tab. Data, metadata and tags above a size are left empty, so
   * that a page's memory stays within bounds. The length shows that data was left out; metadata and
   * tags are never empty otherwise.
   *
   * <p>Rows are read directly from the table, in the order of the index that finds them. A subquery
   * would copy them, which costs half as much again, so a subquery returns only positions. The line
   * separator is a constant, because {@code char(10)} would be called again for each line.
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
        group_concat(
          iif(tags IS NULL, id, id || '\t' || iif(octet_length(tags) <= ?1, tags, '')), '\n'),
        group_concat(iif(octet_length(metadata) <= ?1, metadata, ''), '\n'),
        group_concat(iif(length(data) <= ?1, data, ''), '')
      FROM %s""";

  static final String RANGE_OF_STREAM =
      "events INDEXED BY events_by_version WHERE stream = ? AND version > ? AND version <= ?";

  static final String RANGE_OF_STORE = "events NOT INDEXED WHERE position > ? AND position <= ?";

  /**
   * A range of a stream with consecutive positions. It needs no index, which saves a search per
   * event.
   */
  static final String RUN_OF_STREAM =
      "events NOT INDEXED WHERE position >= ? AND position <= ? AND stream = ?";

  static final String POSITION = "SELECT position FROM events WHERE stream = ? AND version = ?";

  /** The events at the positions that a query finds, in the order of that query. */
  static final String FOUND = "(%s) CROSS JOIN events NOT INDEXED ON events.position = found";

  static final String LARGE_EVENT =
      "SELECT id, tags, metadata, data FROM events WHERE position = ?";

  static final String OF_STREAM = "SELECT position AS found FROM " + RANGE_OF_STREAM;

  static final String OF_STORE = "SELECT position AS found FROM " + RANGE_OF_STORE;

  /** Returns positions in the order of the arrays, and each array has its positions in order. */
  static final String OF_TYPE = """
      SELECT events.position AS found FROM type_positions
      CROSS JOIN json_each(%s) AS distance
      CROSS JOIN events NOT INDEXED ON events.position = type_positions.first + distance.value
      WHERE type_positions.type = ?
        AND type_positions.first >= coalesce(
          (SELECT max(first) FROM type_positions WHERE type = ? AND first <= ?), 0)
        AND type_positions.first <= ?
        AND events.position > ? AND events.position <= ?""";

  static final String OF_TAGS = """
      SELECT rowid AS found FROM tag_index
      WHERE tag_index MATCH ? AND rowid > ? AND rowid <= ?""";

  /** The events of an array of positions, in the order of the array. */
  static final String OF_POSITIONS = """
      SELECT events.position AS found FROM json_each(?) AS candidate
      CROSS JOIN events NOT INDEXED ON events.position = candidate.value""";

  /** The positions that a query finds, as an array. */
  static final String POSITIONS = "SELECT json_group_array(found) FROM (%s)";

  static final String ARRAY = "type_positions.distances";

  /**
   * Each array is reversed separately. If the positions were sorted instead, some versions of
   * SQLite would sort all positions of the type, not one array at a time.
   */
  static final String ARRAY_BACKWARDS = """
      (SELECT json_group_array(value)
        FROM (SELECT value FROM json_each(type_positions.distances) ORDER BY value DESC))""";

  /** Sorts the positions of all parts. Each part has at most one page of them. */
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
