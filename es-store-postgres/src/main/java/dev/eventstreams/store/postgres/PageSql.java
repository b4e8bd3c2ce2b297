package dev.eventstreams.store.postgres;

import java.util.Locale;

/**
 * The statements that read pages of events and look up names; see {@link PostgresSql} for the
 * notation.
 */
final class PageSql {

  private PageSql() {}

  /**
   * A page of the events that a query has found: as many as fit into the limit in bytes, and the
   * one that exceeds it. The lengths are known without the values, so the values of the other
   * events are never loaded. The stream's name is returned only where the stream differs from that
   * of the event before, because looking up names costs more than all the rest. Types alternate, so
   * they are returned as numbers.
   */
  static final String PAGE = """
      SELECT position, %1$s, version, "timestamp", type, format, keyed, id, tags, metadata, data, bytes
      FROM (
        SELECT
          found.*, %2$s
          (pg_catalog.sum(pg_catalog.octet_length(data) {+} pg_catalog.octet_length(metadata) {+} pg_catalog.octet_length(tags)) OVER page)::pg_catalog.int8 AS bytes
        FROM (%4$s) AS found
        WINDOW page AS (ORDER BY %3$s ROWS UNBOUNDED PRECEDING)) AS page
      WHERE (bytes {-} pg_catalog.octet_length(data) {-} pg_catalog.octet_length(metadata) {-} pg_catalog.octet_length(tags)) {<=} ?""";

  static final String BEFORE = "pg_catalog.lag(stream) OVER page AS before,";

  static final String STREAM_NAME = """
      CASE WHEN (stream {=} before) IS NOT TRUE THEN (SELECT id FROM {schema}.streams WHERE key {=} page.stream) END""";

  static final String NO_NAME = "NULL::pg_catalog.text";

  /** Sent with each page, because most stores have few types. */
  static final String FIRST_TYPES = "SELECT key, name FROM {schema}.types WHERE key {<=} 64";

  static final String TYPES =
      "SELECT key, name FROM {schema}.types WHERE key {=} ANY (?::pg_catalog.int8[])";

  // Every page is read along one index, in its order, so that it reads no more of the index than
  // the page needs. The planner may also fetch and sort all remaining events of a stream, for
  // example. It does so where its statistics show a small stream or a rare condition, and then each
  // page costs as much as all remaining events. So the statements give the planner nothing to
  // estimate: ranges are compared as rows, and only that index supports this; a SELECT returns the
  // first number of the range; and the planner cannot estimate the result of a CASE.

  static final String OF_STREAM = """
      SELECT * FROM {schema}.events
      WHERE (stream, version) {>} ((SELECT key FROM {schema}.streams WHERE id {=} ?), ?)
        AND (stream, version) {<=} ((SELECT key FROM {schema}.streams WHERE id {=} ?), ?)""";

  static final String OF_STREAM_KEY = """
      SELECT * FROM {schema}.events
      WHERE (stream, version) {>} ((SELECT ?::pg_catalog.int8), ?) AND (stream, version) {<=} ((SELECT ?::pg_catalog.int8), ?)""";

  static final String OF_TYPE = """
      SELECT * FROM {schema}.events
      WHERE (type, position) {>} ((SELECT ?::pg_catalog.int8), ?) AND (type, position) {<=} ((SELECT ?::pg_catalog.int8), ?)""";

  static final String OF_STORE =
      "SELECT * FROM {schema}.events WHERE position {>} ? AND position {<=} ?";

  /**
   * The events that meet a condition, at the positions that a query returns. The positions come in
   * the order of their index, and no more of them are looked at than the page needs.
   */
  static final String FIRST_AT = """
      SELECT tagged.position, event.* FROM (%1$s ORDER BY position %3$s OFFSET 0) AS tagged
      CROSS JOIN LATERAL (
        SELECT stream, version, "timestamp", type, format, keyed, id, tags, metadata, data FROM {schema}.events
        WHERE events.position {=} tagged.position AND CASE WHEN %2$s THEN true ELSE false END OFFSET 0) AS event
      ORDER BY position %3$s LIMIT ?""";

  static final String WITH_TAG = """
      SELECT position FROM {schema}.event_tags
      WHERE hash {=} (SELECT ?::pg_catalog.int8) AND position {>} ? AND position {<=} ?""";

  /** An event that has several of the tags is returned once. */
  static final String WITH_ANY_TAG = """
      SELECT tagged.position FROM pg_catalog.unnest(?::pg_catalog.int8[]) AS wanted (hash)
      CROSS JOIN LATERAL (
        SELECT position FROM {schema}.event_tags
        WHERE event_tags.hash {=} wanted.hash AND position {>} ? AND position {<=} ? OFFSET 0) AS tagged
      GROUP BY tagged.position""";

  static String reachOfTags(Span span) {
    return reach(span, "event_tags", "hash");
  }

  static String reachOfTypes(Span span) {
    return reach(span, "events", "type");
  }

  // Counts the first events of each tag or type, up to a number, and returns where the first of
  // those that have so many reaches that number. It reads no more of the index than that.
  private static String reach(Span span, String table, String column) {
    return String.format(
        Locale.ROOT,
        """
        SELECT pg_catalog.sum(first.count)::pg_catalog.int8, pg_catalog.%1$s(CASE WHEN first.count {=} ? THEN first.last END)
        FROM pg_catalog.unnest(?::pg_catalog.int8[]) AS wanted (key)
        CROSS JOIN LATERAL (
          SELECT pg_catalog.count(*) AS count, pg_catalog.%2$s(position) AS last FROM (
            SELECT position FROM {schema}.%4$s
            WHERE (%5$s, position) {>} (wanted.key, ?) AND (%5$s, position) {<=} (wanted.key, ?)
            ORDER BY %5$s %3$s, position %3$s LIMIT ?) AS first OFFSET 0) AS first""",
        span.backwards() ? "max" : "min",
        span.backwards() ? "min" : "max",
        span.direction(),
        table,
        column);
  }

  static final String FIRST = "%s AND %s ORDER BY %s LIMIT ?";

  static final String IN_ANY_CASE = "CASE WHEN %s THEN true ELSE false END";

  /**
   * OFFSET 0 keeps the planner from also scanning all positions where the index on metadata finds
   * the matches.
   */
  static final String FIRST_OF_RUN = """
      SELECT * FROM (SELECT * FROM {schema}.events WHERE %s OFFSET 0) AS events
      WHERE position {>} ? AND position {<=} ? AND %s ORDER BY %s LIMIT ?""";

  /** Must be identical to the expression of the index on metadata. */
  static final String INDEXED_METADATA = """
      (events.metadata {<>} '{}' AND
        (('{"' {||} (events.position {>>} 18)::pg_catalog.text {||} '":' {||} events.metadata {||} '}')::pg_catalog.jsonb)
          {@>} ?::pg_catalog.text::pg_catalog.jsonb)""";

  // Names

  static final String STREAM_KEYS =
      "SELECT key FROM {schema}.streams WHERE id {=} ANY (?::pg_catalog.text[])";

  static final String TYPE_KEYS =
      "SELECT key FROM {schema}.types WHERE name {=} ANY (?::pg_catalog.text[])";

  /** Looks at no more names than the limit, for any pattern. More names are too many for a list. */
  static final String STREAMS_LIKE = """
      SELECT pg_catalog.count(*), coalesce(pg_catalog.array_agg(key) FILTER (WHERE id {~~} ?), '{}')
      FROM (SELECT key, id FROM {schema}.streams WHERE id {>=} ? AND id {<} ? ORDER BY id LIMIT ?) AS named""";

  /** As {@link #STREAMS_LIKE}. */
  static final String TYPES_LIKE = """
      SELECT pg_catalog.count(*), coalesce(pg_catalog.array_agg(key::pg_catalog.int8) FILTER (WHERE name {~~} ?), '{}')
      FROM (SELECT key, name FROM {schema}.types WHERE name {>=} ? AND name {<} ? ORDER BY name LIMIT ?) AS named""";

  static final String STREAM_KEY = "SELECT key FROM {schema}.streams WHERE id {=} ?";

  /** A missing event must not hide others, so these two accept a version that does not exist. */
  static final String FIRST_POSITION_AFTER = """
      SELECT position FROM {schema}.events WHERE stream {=} ? AND version {>} ? ORDER BY version LIMIT 1""";

  static final String LAST_POSITION_UP_TO = """
      SELECT position FROM {schema}.events WHERE stream {=} ? AND version {<=} ? ORDER BY version DESC LIMIT 1""";

  /**
   * Counts the events of a stream up to and including a position. The result is the version of the
   * last of them. A bisection finds it, because positions grow with versions and no index has both
   * columns.
   */
  static final String VERSION_AT = """
      WITH RECURSIVE wanted (stream, position) AS (SELECT ?::pg_catalog.int8, ?::pg_catalog.int8),
      bisection (low, high) AS (
        SELECT
          0::pg_catalog.int8,
          1 {+} coalesce((SELECT pg_catalog.max(version) FROM {schema}.events WHERE stream {=} wanted.stream), 0)
        FROM wanted
        UNION ALL
        SELECT
          CASE WHEN middle.position {<=} wanted.position THEN middle.version ELSE low END,
          CASE WHEN middle.position {<=} wanted.position THEN high ELSE middle.version END
        FROM bisection CROSS JOIN wanted CROSS JOIN LATERAL (
          SELECT position, version FROM {schema}.events
          WHERE events.stream {=} wanted.stream AND events.version {=} ((low {+} high) {/} 2) OFFSET 0) AS middle
        WHERE (high {-} low) {>} 1)
      SELECT pg_catalog.max(low) FROM bisection""";
}
