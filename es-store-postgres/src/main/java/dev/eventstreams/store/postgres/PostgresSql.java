package dev.eventstreams.store.postgres;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The statements that are sent to PostgreSQL. Those on the store as a whole are here, those of
 * appends in {@link AppendSql}, those of pages in {@link PageSql}, and the conditions of filters in
 * {@link PostgresDialect}.
 *
 * <p><b>Every name is qualified.</b> The search path may contain a schema in which other users may
 * create objects, and a function, operator or type of such a user would run with the rights of this
 * user. So {@code {schema}} is replaced by the quoted name of the store's schema, {@code {=}} by
 * {@code OPERATOR(pg_catalog.=)}, and every function, type and collation is named with
 * {@code pg_catalog}. Syntax that looks up an operator by itself is not used: {@code IN},
 * {@code LIKE}, {@code IS DISTINCT FROM}, {@code BETWEEN}, {@code NULLIF}, {@code USING}, and
 * {@code CASE} with an operand. All qualified operators have the same precedence, from left to
 * right.
 *
 * <p>Several statements in one text, each ended by a semicolon, are sent together and cost one
 * round trip.
 */
final class PostgresSql {

  private static final Pattern OPERATOR = Pattern.compile("\\{([-+*/<>=~!@#%^&|]+)}");

  private final String schema;
  private final Map<String, String> completed = new ConcurrentHashMap<>();

  PostgresSql(String schema) {
    this.schema = quoted(schema);
  }

  /**
   * Returns the statement with the schema's name and the operators filled in. The result is cached.
   */
  String of(String template) {
    return completed.computeIfAbsent(template, this::complete);
  }

  /**
   * Returns the same as {@link #of}, without the cache: for generated statements, whose number has
   * no bound.
   */
  String complete(String template) {
    return OPERATOR
        .matcher(template)
        .replaceAll("OPERATOR(pg_catalog.$1)")
        .replace("{schema}", schema);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  // Transactions

  static final String BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

  static final String COMMIT = "COMMIT";

  static final String ROLLBACK = "ROLLBACK";

  // Setting up

  static final String ENCODING = "SHOW server_encoding";

  static final String IN_RECOVERY = "SELECT pg_catalog.pg_is_in_recovery()";

  static final String SCHEMA_EXISTS =
      "SELECT pg_catalog.count(*) FROM pg_catalog.pg_namespace WHERE nspname {=} ?";

  static final String CREATE_SCHEMA = "CREATE SCHEMA {schema}";

  /** Lists the tables in the schema that have a name of this library's tables. */
  static final String OUR_NAMES = """
      SELECT pg_catalog.string_agg(relname::pg_catalog.text, ', ' ORDER BY relname) FROM pg_catalog.pg_class
      JOIN pg_catalog.pg_namespace ON pg_namespace.oid {=} relnamespace
      WHERE nspname {=} ? AND relname {=} ANY ('{store,streams,types,events,event_tags,snapshots}'::pg_catalog.text[])""";

  static final String ALL_NAMES = "event_tags, events, snapshots, store, streams, types";

  static final String SCHEMA_VERSION =
      "SELECT pg_catalog.convert_from(value, 'UTF8') FROM {schema}.store WHERE name {=} 'schema'";

  static final String LOCK_SETUP = "SELECT pg_catalog.pg_advisory_xact_lock(?)";

  // Values

  static final String PUT_VALUE = """
      INSERT INTO {schema}.store (name, value) VALUES ('settled:' {||} ?::pg_catalog.text, ?)
      ON CONFLICT (name) DO NOTHING""";

  static final String VALUE =
      "SELECT value FROM {schema}.store WHERE name {=} ('settled:' {||} ?::pg_catalog.text)";

  // Heads

  static final String HEAD_OF_STORE = """
      SELECT position, "timestamp" FROM {schema}.events ORDER BY position DESC LIMIT 1""";

  static final String HEAD_OF_STREAM = """
      SELECT version, "timestamp" FROM {schema}.events
      WHERE stream {=} (SELECT key FROM {schema}.streams WHERE id {=} ?)
      ORDER BY version DESC LIMIT 1""";

  static final String LAST_POSITION =
      "SELECT coalesce(pg_catalog.max(position), 0) FROM {schema}.events";

  static final String LAST_VERSION = """
      SELECT coalesce(pg_catalog.max(version), 0) FROM {schema}.events
      WHERE stream {=} (SELECT key FROM {schema}.streams WHERE id {=} ?)""";

  // Hints

  /**
   * Commits asynchronously: losing a hint in a crash does no harm, and waiting for the disk would
   * slow the appends that share it. A single statement is its own transaction, and the setting
   * lasts until the end of that transaction.
   */
  static final String NOTIFY = """
      SELECT pg_catalog.set_config('synchronous_commit', 'off', true), pg_catalog.pg_notify(?, '')""";

  /**
   * Turns the idle time-out off, because a listening session is idle on purpose. A server before
   * version 14 does not know the setting.
   */
  static final String STAY_WHILE_IDLE = """
      SELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.pg_settings
      WHERE name {=} 'idle_session_timeout'""";

  static final String LISTEN = "LISTEN %s";

  static final String PING = "SELECT 1";

  // Snapshots

  static final String LOAD_SNAPSHOT = """
      SELECT version, "timestamp", state, format FROM {schema}.snapshots
      WHERE source {=} ? AND projection {=} ?""";

  static final String SAVE_SNAPSHOT = """
      INSERT INTO {schema}.snapshots (source, projection, version, "timestamp", state, format)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (source, projection) DO UPDATE SET
        version = excluded.version, "timestamp" = excluded."timestamp",
        state = excluded.state, format = excluded.format
      WHERE excluded.version {>=} snapshots.version""";

  static final String DELETE_SNAPSHOTS = "DELETE FROM {schema}.snapshots WHERE source {=} ?";
}
