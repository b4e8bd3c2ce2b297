package dev.eventstreams.store.postgres;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every statement that is sent to PostgreSQL, but for the conditions of a filter, which are made to size.
 *
 * <p>{@code {schema}} stands for the quoted name of the schema: tables are always named in full, since behind a pooler the search
 * path may be anybody's. Several statements in one text, each ended by a semicolon, are sent together and cost one round trip.
 */
final class PostgresSql {

  private final String schema;
  private final Map<String, String> completed = new ConcurrentHashMap<>();

  PostgresSql(String schema) {
    this.schema = quoted(schema);
  }

  /** Returns the statement with the schema's name in it. */
  String of(String template) {
    return completed.computeIfAbsent(template, this::complete);
  }

  /** Returns the same for a statement that was made to size, of which there may be any number. */
  String complete(String template) {
    return template.replace("{schema}", schema);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  // Setting up

  static final String ENCODING = "SHOW server_encoding";

  static final String IN_RECOVERY = "SELECT pg_is_in_recovery()";

  static final String SCHEMA_EXISTS =
      "SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = ?";

  static final String CREATE_SCHEMA = "CREATE SCHEMA {schema}";

  /** Names the tables in the schema that bear a name of ours. */
  static final String OUR_NAMES = """
      SELECT string_agg(relname, ', ' ORDER BY relname) FROM pg_catalog.pg_class
      JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace
      WHERE nspname = ? AND relname IN ('store', 'streams', 'types', 'events', 'snapshots')""";

  static final String ALL_NAMES = "events, snapshots, store, streams, types";

  static final String SCHEMA_VERSION =
      "SELECT convert_from(value, 'UTF8') FROM {schema}.store WHERE name = 'schema'";

  static final String LOCK_SETUP = "SELECT pg_catalog.pg_advisory_xact_lock(?)";

  // Values

  static final String PUT_VALUE = """
      INSERT INTO {schema}.store (name, value) VALUES ('settled:' || ?::text, ?)
      ON CONFLICT (name) DO NOTHING""";

  static final String VALUE = "SELECT value FROM {schema}.store WHERE name = 'settled:' || ?::text";

  // Heads

  static final String HEAD_OF_STORE = """
      SELECT position, "timestamp" FROM {schema}.events ORDER BY position DESC LIMIT 1""";

  static final String HEAD_OF_STREAM = """
      SELECT version, "timestamp" FROM {schema}.events
      WHERE stream = (SELECT key FROM {schema}.streams WHERE id = ?)
      ORDER BY version DESC LIMIT 1""";

  static final String LAST_POSITION = "SELECT coalesce(max(position), 0) FROM {schema}.events";

  static final String LAST_VERSION = """
      SELECT coalesce(max(version), 0) FROM {schema}.events
      WHERE stream = (SELECT key FROM {schema}.streams WHERE id = ?)""";

  // Appends

  /**
   * Begins, waits for the lock, and asks what the group is judged by. Each statement sees what was committed before it began, so
   * the lock is a statement of its own before the questions: in one statement with them, or in a transaction of a stricter
   * isolation level, it would be waited for after the state had been fixed that they see.
   */
  static final String LOCK_AND_ASK = """
      BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
      SET LOCAL idle_in_transaction_session_timeout = 10000;
      SET LOCAL lock_timeout = %d;
      SELECT pg_catalog.pg_advisory_xact_lock(%d);
      SELECT
        coalesce(last.position, 0),
        coalesce(last."timestamp", 0),
        (SELECT coalesce(max(key), 0) FROM {schema}.streams),
        (SELECT coalesce(max(key), 0) FROM {schema}.types)
      FROM (SELECT) AS one
      LEFT JOIN (SELECT position, "timestamp" FROM {schema}.events ORDER BY position DESC LIMIT 1) AS last ON true;
      SELECT id, key, coalesce((SELECT max(version) FROM {schema}.events WHERE stream = key), 0)
      FROM {schema}.streams WHERE id = ANY (?::text[]);
      SELECT name, key FROM {schema}.types WHERE name = ANY (?::text[]);
      SET LOCAL lock_timeout = %d""";

  /** The tail past a position is short, so it is gone along. */
  static final String FIRST_MATCH = """
      SELECT position FROM {schema}.events
      WHERE position > ? AND CASE WHEN %s THEN true ELSE false END ORDER BY position LIMIT 1""";

  /** OFFSET 0 keeps the planner from joining in any other way than one look into the index for each key. */
  static final String KNOWN_KEYS = """
      SELECT wanted.stream, wanted.id, found.version, found.position, types.name
      FROM unnest(?::text[], ?::text[]) AS wanted (stream, id)
      CROSS JOIN LATERAL (
        SELECT key FROM {schema}.streams WHERE streams.id = wanted.stream OFFSET 0) AS stream
      CROSS JOIN LATERAL (
        SELECT version, position, type FROM {schema}.events
        WHERE events.stream = stream.key AND events.id = wanted.id AND events.keyed OFFSET 0) AS found
      JOIN {schema}.types ON types.key = found.type""";

  static final String NEW_STREAMS = """
      INSERT INTO {schema}.streams (key, id) SELECT * FROM unnest(?::int8[], ?::text[])""";

  static final String NEW_TYPES = """
      INSERT INTO {schema}.types (key, name) SELECT * FROM unnest(?::int8[], ?::text[])""";

  static final String NEW_EVENTS = """
      INSERT INTO {schema}.events
        (position, stream, version, "timestamp", type, format, keyed, id, metadata, data)
      SELECT position, stream, version, ?::int8, type, format, keyed, id, metadata, data
      FROM unnest(?::int8[], ?::int8[], ?::int8[], ?::int4[], ?::int4[], ?::bool[], ?::text[], ?::text[], ?::bytea[])
        AS event (position, stream, version, type, format, keyed, id, metadata, data)""";

  static final String COMMIT = "COMMIT";

  /**
   * Writes in one round trip, all or nothing, by whether the lock was free and the store is as it was thought to be. The lock is a
   * statement of its own before the one that looks, as in {@link #LOCK_AND_ASK}. No time is set for a client that falls silent in
   * between, since the commit comes along.
   */
  static final String WRITE_IF_UNCHANGED = """
      BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
      SELECT
        pg_catalog.set_config('lock_timeout', '%d', true),
        pg_catalog.set_config('eventstreams.locked', pg_catalog.pg_try_advisory_xact_lock(%d)::text, true);
      """ + NEW_EVENTS + """

      WHERE pg_catalog.current_setting('eventstreams.locked') = 'true'
        AND EXISTS (
          SELECT FROM (SELECT position, "timestamp" FROM {schema}.events ORDER BY position DESC LIMIT 1) AS last
          WHERE last.position = ? AND last."timestamp" = ?)
        AND NOT EXISTS (
          SELECT FROM unnest(?::text[], ?::int8[], ?::int8[]) AS believed (id, key, version)
          WHERE believed.key IS DISTINCT FROM (SELECT key FROM {schema}.streams WHERE streams.id = believed.id)
            OR believed.version IS DISTINCT FROM (
              SELECT version FROM {schema}.events WHERE events.stream = believed.key
              ORDER BY version DESC LIMIT 1))
        AND NOT EXISTS (
          SELECT FROM unnest(?::text[], ?::int8[]) AS believed (name, key)
          WHERE believed.key IS DISTINCT FROM (SELECT key FROM {schema}.types WHERE types.name = believed.name));
      """ + COMMIT;

  static final String ROLLBACK = "ROLLBACK";

  /**
   * Commits what is nothing but a line in the log, so that it takes as long as a commit of rows does: until whatever is visible is
   * where commits have to be, on standbys too.
   */
  static final String COMMIT_AFTER_ALL = """
      SELECT pg_catalog.pg_logical_emit_message(true, 'eventstreams', ''::text);
      """ + COMMIT;

  /** Who holds the lock that appends take, or one on a table that keeps appends from reading or writing it. */
  static final String LOCK_HOLDERS = """
      SELECT pid, NULL FROM pg_catalog.pg_locks
      WHERE locktype = 'advisory' AND granted AND objsubid = 1
        AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
        AND (classid::int8 << 32 | objid::int8) = ?
      UNION ALL
      SELECT pid, relname::text FROM pg_catalog.pg_locks
      JOIN pg_catalog.pg_class ON pg_class.oid = relation
      JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace
      WHERE locktype = 'relation' AND granted AND nspname = ?
        AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
        AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')""";

  // Hints

  /**
   * Asynchronous: a hint that a crash loses is no loss, and to wait for the disk would slow the appends that share it. A statement
   * is a transaction of its own, and the setting lasts until that has ended.
   */
  static final String NOTIFY = """
      SELECT pg_catalog.set_config('synchronous_commit', 'off', true), pg_catalog.pg_notify(?, '')""";

  static final String LISTEN = "LISTEN %s";

  static final String PING = "SELECT 1";

  // Pages

  /**
   * A page of what a query has found: as many as fit the limit in bytes, but for the last, which goes over it. The lengths are
   * known without the values, so what is left out is never loaded. A stream is named where it is another than that of the event
   * before: to look up names costs more than all the rest. Types, which take turns, come as numbers.
   */
  static final String PAGE = """
      SELECT position, %1$s, version, "timestamp", type, format, keyed, id, metadata, data, bytes
      FROM (
        SELECT
          found.*, %2$s
          (sum(octet_length(data) + octet_length(metadata)) OVER page)::int8 AS bytes
        FROM (%4$s) AS found
        WINDOW page AS (ORDER BY %3$s ROWS UNBOUNDED PRECEDING)) AS page
      WHERE bytes - octet_length(data) - octet_length(metadata) <= ?""";

  static final String BEFORE = "lag(stream) OVER page AS before,";

  static final String STREAM_NAME = """
      CASE WHEN stream IS DISTINCT FROM before THEN (SELECT id FROM {schema}.streams WHERE key = page.stream) END""";

  static final String NO_NAME = "NULL::text";

  /** Goes along with each page: there are few types, mostly. */
  static final String FIRST_TYPES = "SELECT key, name FROM {schema}.types WHERE key <= 64";

  static final String TYPES = "SELECT key, name FROM {schema}.types WHERE key = ANY (?::int8[])";

  // Every page is found along one index, in its order, so that no more of it is read than the page
  // needs. The planner would be free to fetch and sort all that a stream has left, say, and does so
  // where its statistics make the stream small or a condition rare: then each page costs as much as
  // all the rest. So it gets nothing to guess by. Ranges are compared as rows, which only that
  // index can; their first number is asked for by a SELECT; and what a CASE may come to is
  // anybody's guess.

  static final String OF_STREAM = """
      SELECT * FROM {schema}.events
      WHERE (stream, version) > ((SELECT key FROM {schema}.streams WHERE id = ?), ?)
        AND (stream, version) <= ((SELECT key FROM {schema}.streams WHERE id = ?), ?)""";

  static final String OF_STREAM_KEY = """
      SELECT * FROM {schema}.events
      WHERE (stream, version) > ((SELECT ?::int8), ?) AND (stream, version) <= ((SELECT ?::int8), ?)""";

  static final String OF_TYPE = """
      SELECT * FROM {schema}.events
      WHERE (type, position) > ((SELECT ?::int8), ?) AND (type, position) <= ((SELECT ?::int8), ?)""";

  static final String OF_STORE =
      "SELECT * FROM {schema}.events WHERE position > ? AND position <= ?";

  static final String FIRST = "%s AND %s ORDER BY %s LIMIT ?";

  static final String IN_ANY_CASE = "CASE WHEN %s THEN true ELSE false END";

  /** OFFSET 0 keeps the planner from going through all the positions too, where the index on metadata finds what matches. */
  static final String FIRST_OF_RUN = """
      SELECT * FROM (SELECT * FROM {schema}.events WHERE %s OFFSET 0) AS events
      WHERE position > ? AND position <= ? AND %s ORDER BY %s LIMIT ?""";

  /** As in the index on metadata, to the letter. */
  static final String INDEXED_METADATA = """
      (events.metadata <> '{}' AND
        (('{"' || (events.position >> 18)::text || '":' || events.metadata || '}')::jsonb) @> ?::text::jsonb)""";

  // Names

  static final String STREAM_KEYS = "SELECT key FROM {schema}.streams WHERE id = ANY (?::text[])";

  static final String TYPE_KEYS = "SELECT key FROM {schema}.types WHERE name = ANY (?::text[])";

  /** Looks at no more names than fit the limit, whatever the pattern; more are too many to be worth a list. */
  static final String STREAMS_LIKE = """
      SELECT count(*), coalesce(array_agg(key) FILTER (WHERE id LIKE ?), '{}')
      FROM (SELECT key, id FROM {schema}.streams WHERE id >= ? AND id < ? ORDER BY id LIMIT ?) AS named""";

  /** As {@link #STREAMS_LIKE}. */
  static final String TYPES_LIKE = """
      SELECT count(*), coalesce(array_agg(key::int8) FILTER (WHERE name LIKE ?), '{}')
      FROM (SELECT key, name FROM {schema}.types WHERE name >= ? AND name < ? ORDER BY name LIMIT ?) AS named""";

  /**
   * How many events of a stream are at or below a position: the version of the last of them, found by bisection, since positions
   * grow with versions and no index holds the two side by side.
   */
  static final String VERSION_AT = """
      WITH RECURSIVE wanted (stream, position) AS (SELECT ?::int8, ?::int8),
      bisection (low, high) AS (
        SELECT 0::int8, 1 + coalesce((SELECT max(version) FROM {schema}.events WHERE stream = wanted.stream), 0)
        FROM wanted
        UNION ALL
        SELECT
          CASE WHEN middle.position <= wanted.position THEN middle.version ELSE low END,
          CASE WHEN middle.position <= wanted.position THEN high ELSE middle.version END
        FROM bisection CROSS JOIN wanted CROSS JOIN LATERAL (
          SELECT position, version FROM {schema}.events
          WHERE events.stream = wanted.stream AND events.version = (low + high) / 2 OFFSET 0) AS middle
        WHERE high - low > 1)
      SELECT max(low) FROM bisection""";

  // Snapshots

  static final String LOAD_SNAPSHOT = """
      SELECT version, "timestamp", state, format FROM {schema}.snapshots
      WHERE source = ? AND projection = ?""";

  static final String SAVE_SNAPSHOT = """
      INSERT INTO {schema}.snapshots (source, projection, version, "timestamp", state, format)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (source, projection) DO UPDATE SET
        version = excluded.version, "timestamp" = excluded."timestamp",
        state = excluded.state, format = excluded.format
      WHERE excluded.version >= snapshots.version""";

  static final String DELETE_SNAPSHOTS = "DELETE FROM {schema}.snapshots WHERE source = ?";
}
