package dev.eventstreams.store.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The query that returns a page as one row, see {@link SqliteSql#PAGE}, and the values that the row
 * omits because they are known beforehand.
 *
 * <p>A range has no gaps. If a query returns as many events as the range has numbers, each number
 * occurs once, and in order. So the positions of a range of the store and the versions of a range
 * of a stream count up, and are not queried.
 *
 * @param sql the query
 * @param arguments one for each {@code ?}
 * @param firstPosition the first position if positions count up, or null if the row contains them
 * @param firstVersion the first version if versions count up, or null if the row contains them
 */
record PackedQuery(
    String sql,
    List<Object> arguments,
    @Nullable Long firstPosition,
    @Nullable Long firstVersion) {

  /**
   * Data and metadata above this size are read event by event, because the query selects many
   * events before their sizes are known.
   */
  static final long INLINE_BYTES = 8_192;

  /**
   * The least number of events for which it pays to check whether their positions are consecutive.
   */
  static final long WORTH_ASKING = 128;

  /**
   * Returns the query for every event in a span of a stream, or of the store if the stream is null.
   */
  static PackedQuery ofRange(Session session, @Nullable Long stream, Span span)
      throws SQLException {
    if (span.backwards()) {
      return ofFound(
          stream == null ? PageQuery.ofStore(span) : PageQuery.ofStream(stream, span),
          stream == null);
    }
    if (stream == null) {
      return of(
          SqliteSql.RANGE_OF_STORE,
          List.of(span.after(), span.upTo()),
          span.after() + 1,
          null,
          true);
    }
    Long first = span.length() < WORTH_ASKING ? null : firstOfRun(session, stream, span);
    return first == null
        ? of(
            SqliteSql.RANGE_OF_STREAM,
            List.of(stream, span.after(), span.upTo()),
            null,
            span.after() + 1,
            false)
        : of(
            SqliteSql.RUN_OF_STREAM,
            List.of(first, first + span.length() - 1, stream),
            first,
            span.after() + 1,
            false);
  }

  /**
   * Returns the query for the events whose positions another query finds, in the order of that
   * query.
   */
  static PackedQuery ofFound(PageQuery found, boolean manyStreams) {
    return of(
        String.format(Locale.ROOT, SqliteSql.FOUND, found.sql()),
        found.arguments(),
        null,
        null,
        manyStreams);
  }

  private static PackedQuery of(
      String from,
      List<Object> arguments,
      @Nullable Long firstPosition,
      @Nullable Long firstVersion,
      boolean manyStreams) {
    List<Object> all = new ArrayList<>(arguments.size() + 1);
    all.add(INLINE_BYTES);
    all.addAll(arguments);
    String sql = String.format(
        Locale.ROOT,
        SqliteSql.PAGE,
        numbers("position", firstPosition == null),
        numbers("stream", manyStreams),
        numbers("version", firstVersion == null),
        from);
    return new PackedQuery(sql, all, firstPosition, firstVersion);
  }

  private static String numbers(String column, boolean wanted) {
    return wanted ? "json_group_array(" + column + ")" : "NULL";
  }

  /**
   * Returns the position of the first event if no event of another stream lies between the events
   * of the span, or null. Positions grow with versions, so this holds exactly if the first and the
   * last event are equally far apart in both.
   */
  private static @Nullable Long firstOfRun(Session session, long stream, Span span)
      throws SQLException {
    Long first = position(session, stream, span.after() + 1);
    Long last = position(session, stream, span.upTo());
    return first != null && last != null && last - first == span.length() - 1 ? first : null;
  }

  private static @Nullable Long position(Session session, long stream, long version)
      throws SQLException {
    return session.first(SqliteSql.POSITION, row -> row.getLong(1), stream, version);
  }
}
