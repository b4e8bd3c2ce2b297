package dev.eventstreams.store.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The query for a page in one row, see {@link SqliteSql#PAGE}, and what that row need not tell because it is known beforehand.
 *
 * <p>A range has no gaps. Where a query returns as many events as the range has numbers, each number is there once, and in order:
 * so the positions of a range of the store and the versions of a range of a stream count up, and are not asked for.
 *
 * @param sql the query
 * @param arguments one for each {@code ?}
 * @param firstPosition the first position if they count up, or null if the row tells them
 * @param firstVersion the first version if they count up, or null if the row tells them
 */
record PackedQuery(
    String sql,
    List<Object> arguments,
    @Nullable Long firstPosition,
    @Nullable Long firstVersion) {

  /** Larger data and larger metadata are read one by one: a page may be made of many before it is known how large they are. */
  static final long INLINE_BYTES = 8_192;

  /** From how many events on it is worth asking whether a stream's events lie side by side. */
  static final long WORTH_ASKING = 128;

  /** Every event of a part of a stream, or of the store if the stream is null. */
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

  /** The events that a query for positions finds, in its order. */
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
   * Returns the position of the first event if no other stream's lie between those of the range, or null. Positions grow with
   * versions, so it is so exactly if the first and the last event are as far apart in both.
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
