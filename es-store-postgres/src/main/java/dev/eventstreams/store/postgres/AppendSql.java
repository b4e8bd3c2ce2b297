package dev.eventstreams.store.postgres;

/** The statements of an append and of its lock; see {@link PostgresSql} for the notation. */
final class AppendSql {

  private AppendSql() {}

  /**
   * Begins a transaction, waits for the lock, and reads the facts by which the group is judged.
   * Each statement sees everything that was committed before the statement began, so the lock is a
   * separate statement before the queries. If one statement did both, or in a transaction with a
   * stricter isolation level, the wait for the lock would come after the snapshot that the queries
   * see.
   */
  static final String LOCK_AND_ASK = PostgresSql.BEGIN + """
      ;
      SET LOCAL idle_in_transaction_session_timeout = 10000;
      SET LOCAL lock_timeout = %d;
      SELECT pg_catalog.pg_advisory_xact_lock(%d);
      SELECT
        coalesce(last.position, 0),
        coalesce(last."timestamp", 0),
        (SELECT coalesce(pg_catalog.max(key), 0) FROM {schema}.streams),
        (SELECT coalesce(pg_catalog.max(key), 0) FROM {schema}.types)
      FROM (SELECT) AS one
      LEFT JOIN (SELECT position, "timestamp" FROM {schema}.events ORDER BY position DESC LIMIT 1) AS last ON true;
      SELECT id, key, coalesce((SELECT pg_catalog.max(version) FROM {schema}.events WHERE stream {=} key), 0)
      FROM {schema}.streams WHERE id {=} ANY (?::pg_catalog.text[]);
      SELECT name, key FROM {schema}.types WHERE name {=} ANY (?::pg_catalog.text[]);
      SET LOCAL lock_timeout = %d""";

  /** Scans the positions after the given one, because that tail is short. */
  static final String FIRST_MATCH = """
      SELECT position FROM {schema}.events
      WHERE position {>} ? AND CASE WHEN %s THEN true ELSE false END ORDER BY position LIMIT 1""";

  /** OFFSET 0 keeps the planner from any other join than one index look-up for each key. */
  static final String KNOWN_KEYS = """
      SELECT wanted.stream, wanted.id, found.version, found.position, types.name
      FROM ROWS FROM (pg_catalog.unnest(?::pg_catalog.text[]), pg_catalog.unnest(?::pg_catalog.text[])) AS wanted (stream, id)
      CROSS JOIN LATERAL (
        SELECT key FROM {schema}.streams WHERE streams.id {=} wanted.stream OFFSET 0) AS stream
      CROSS JOIN LATERAL (
        SELECT version, position, type FROM {schema}.events
        WHERE events.stream {=} stream.key AND events.id {=} wanted.id AND events.keyed OFFSET 0) AS found
      JOIN {schema}.types ON types.key {=} found.type""";

  static final String NEW_STREAMS = """
      INSERT INTO {schema}.streams (key, id)
      SELECT * FROM ROWS FROM (pg_catalog.unnest(?::pg_catalog.int8[]), pg_catalog.unnest(?::pg_catalog.text[])) AS added""";

  static final String NEW_TYPES = """
      INSERT INTO {schema}.types (key, name)
      SELECT * FROM ROWS FROM (pg_catalog.unnest(?::pg_catalog.int8[]), pg_catalog.unnest(?::pg_catalog.text[])) AS added""";

  static final String NEW_EVENTS = """
      INSERT INTO {schema}.events
        (position, stream, version, "timestamp", type, format, keyed, id, tags, metadata, data)
      SELECT position, stream, version, ?::pg_catalog.int8, type, format, keyed, id, tags, metadata, data
      FROM ROWS FROM (
          pg_catalog.unnest(?::pg_catalog.int8[]),
          pg_catalog.unnest(?::pg_catalog.int8[]),
          pg_catalog.unnest(?::pg_catalog.int8[]),
          pg_catalog.unnest(?::pg_catalog.int4[]),
          pg_catalog.unnest(?::pg_catalog.int4[]),
          pg_catalog.unnest(?::pg_catalog.bool[]),
          pg_catalog.unnest(?::pg_catalog.text[]),
          pg_catalog.unnest(?::pg_catalog.text[]),
          pg_catalog.unnest(?::pg_catalog.text[]),
          pg_catalog.unnest(?::pg_catalog.bytea[]))
        AS event (position, stream, version, type, format, keyed, id, tags, metadata, data)""";

  /** Writes events by the given statement, and if it writes them, the rows for their tags. */
  static final String WITH_TAGS = """
      WITH added AS (%s RETURNING position)
      INSERT INTO {schema}.event_tags (hash, position)
      SELECT * FROM ROWS FROM (pg_catalog.unnest(?::pg_catalog.int8[]), pg_catalog.unnest(?::pg_catalog.int8[])) AS tagged
      WHERE EXISTS (SELECT FROM added)""";

  /** Begins a transaction, and takes the lock if it is free. */
  static final String TRY_LOCK = PostgresSql.BEGIN + """
      ;
      SELECT
        pg_catalog.set_config('lock_timeout', '%d', true),
        pg_catalog.set_config('eventstreams.locked', pg_catalog.pg_try_advisory_xact_lock(%d)::pg_catalog.text, true)""";

  /**
   * Writes all rows or none: all, if {@link #TRY_LOCK} got the lock and the store is as it was
   * believed to be. As in {@link #LOCK_AND_ASK}, the lock is a separate statement before the one
   * that checks. No time-out is set for a client that falls silent in between, because all
   * statements are sent together, with the commit.
   */
  static final String NEW_EVENTS_IF_UNCHANGED = NEW_EVENTS + """

      WHERE pg_catalog.current_setting('eventstreams.locked') {=} 'true'
        AND EXISTS (
          SELECT FROM (SELECT position, "timestamp" FROM {schema}.events ORDER BY position DESC LIMIT 1) AS last
          WHERE last.position {=} ? AND last."timestamp" {=} ?)
        AND NOT EXISTS (
          SELECT FROM ROWS FROM (
            pg_catalog.unnest(?::pg_catalog.text[]),
            pg_catalog.unnest(?::pg_catalog.int8[]),
            pg_catalog.unnest(?::pg_catalog.int8[])) AS believed (id, key, version)
          WHERE (believed.key {=} (SELECT key FROM {schema}.streams WHERE streams.id {=} believed.id)) IS NOT TRUE
            OR (believed.version {=} (
              SELECT version FROM {schema}.events WHERE events.stream {=} believed.key
              ORDER BY version DESC LIMIT 1)) IS NOT TRUE)
        AND NOT EXISTS (
          SELECT FROM ROWS FROM (pg_catalog.unnest(?::pg_catalog.text[]), pg_catalog.unnest(?::pg_catalog.int8[])) AS believed (name, key)
          WHERE (believed.key {=} (SELECT key FROM {schema}.types WHERE types.name {=} believed.name)) IS NOT TRUE)""";

  /**
   * Commits a transaction that only adds a message to the write-ahead log, so that the commit takes
   * as long as a commit of rows: until everything visible is where commits have to be, also on
   * standbys.
   */
  static final String COMMIT_AFTER_ALL = """
      SELECT pg_catalog.pg_logical_emit_message(true, 'eventstreams', ''::pg_catalog.text);
      """ + PostgresSql.COMMIT;

  /**
   * Finds the holders of the append lock, and of locks on tables that keep appends from reading or
   * writing those tables.
   */
  static final String LOCK_HOLDERS = """
      SELECT pid, NULL FROM pg_catalog.pg_locks
      WHERE locktype {=} 'advisory' AND granted AND objsubid {=} 1
        AND database {=} (SELECT oid FROM pg_catalog.pg_database WHERE datname {=} pg_catalog.current_database())
        AND ((classid::pg_catalog.int8 {<<} 32) {|} objid::pg_catalog.int8) {=} ?
      UNION ALL
      SELECT pid, relname::pg_catalog.text FROM pg_catalog.pg_locks
      JOIN pg_catalog.pg_class ON pg_class.oid {=} relation
      JOIN pg_catalog.pg_namespace ON pg_namespace.oid {=} relnamespace
      WHERE locktype {=} 'relation' AND granted AND nspname {=} ?
        AND database {=} (SELECT oid FROM pg_catalog.pg_database WHERE datname {=} pg_catalog.current_database())
        AND mode {=} ANY ('{ShareLock,ShareRowExclusiveLock,ExclusiveLock,AccessExclusiveLock}'::pg_catalog.text[])""";
}
