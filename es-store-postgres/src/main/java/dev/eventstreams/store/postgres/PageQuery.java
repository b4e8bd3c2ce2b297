package dev.eventstreams.store.postgres;

import dev.eventstreams.core.adapter.Where;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A query for the events that a page may have, with its arguments.
 *
 * @param sql the query
 * @param arguments one for each {@code ?}
 * @param order the columns by which the events are ordered
 */
record PageQuery(String sql, List<Object> arguments, List<String> order) {

  private static final List<String> BY_VERSION = List.of("stream", "version");
  private static final List<String> BY_TYPE = List.of("type", "position");
  private static final List<String> BY_POSITION = List.of("position");

  static PageQuery ofStream(String stream, Span span) {
    return ofIndex(PageSql.OF_STREAM, stream, span, BY_VERSION);
  }

  static PageQuery ofStream(long key, Span span) {
    return ofIndex(PageSql.OF_STREAM_KEY, key, span, BY_VERSION);
  }

  static PageQuery ofType(long key, Span span) {
    return ofIndex(PageSql.OF_TYPE, key, span, BY_TYPE);
  }

  private static PageQuery ofIndex(String sql, Object first, Span span, List<String> order) {
    return new PageQuery(sql, List.of(first, span.after(), first, span.upTo()), order);
  }

  static PageQuery ofStore(Span span) {
    return new PageQuery(PageSql.OF_STORE, List.of(span.after(), span.upTo()), BY_POSITION);
  }

  /** Returns the first {@code count} of these events that meet the condition. */
  PageQuery first(int count, Where where, Span span) {
    String condition = where.equals(Where.always())
        ? where.sql()
        : String.format(Locale.ROOT, PageSql.IN_ANY_CASE, where.sql());
    return new PageQuery(
        String.format(Locale.ROOT, PageSql.FIRST, sql, condition, ordered(span)),
        joined(Stream.of(arguments, where.arguments(), List.of(count))),
        order);
  }

  /**
   * Returns the first {@code count} events of the store that an index finds by one condition and
   * that meet a second condition.
   */
  static PageQuery firstIndexed(int count, Where indexed, Where where, Span span) {
    PageQuery all = ofStore(span);
    return new PageQuery(
        String.format(
            Locale.ROOT, PageSql.FIRST_OF_RUN, indexed.sql(), where.sql(), all.ordered(span)),
        joined(Stream.of(indexed.arguments(), all.arguments, where.arguments(), List.of(count))),
        all.order);
  }

  /**
   * Returns the first {@code count} events of the store that meet the condition, among those that
   * {@link TagRows} find by any of these numbers. These events must be few in the span.
   */
  static PageQuery firstTagged(int count, long[] tags, Where where, Span span) {
    String positions = tags.length == 1 ? PageSql.WITH_TAG : PageSql.WITH_ANY_TAG;
    List<Object> range = List.of(tags.length == 1 ? tags[0] : tags, span.after(), span.upTo());
    return new PageQuery(
        String.format(Locale.ROOT, PageSql.FIRST_AT, positions, where.sql(), span.direction()),
        joined(Stream.of(range, where.arguments(), List.of(count))),
        BY_POSITION);
  }

  /** Returns the first {@code count} events of all parts, by position. */
  static PageQuery merged(List<PageQuery> parts, int count, Span span) {
    Stream<List<Object>> arguments = parts.stream().map(PageQuery::arguments);
    String union =
        parts.stream().map(part -> "(" + part.sql + ")").collect(Collectors.joining(" UNION ALL "));
    return new PageQuery(
        "SELECT * FROM (" + union + ") AS part ORDER BY position " + span.direction() + " LIMIT ?",
        joined(Stream.concat(arguments, Stream.of(List.of(count)))),
        BY_POSITION);
  }

  /** Returns the page with as many of these events as fit into {@code maxBytes}. */
  PageQuery page(boolean withStreamName, Span span, long maxBytes) {
    return new PageQuery(
        String.format(
            Locale.ROOT,
            PageSql.PAGE,
            withStreamName ? PageSql.STREAM_NAME : PageSql.NO_NAME,
            withStreamName ? PageSql.BEFORE : "",
            ordered(span),
            sql),
        joined(Stream.of(arguments, List.of(maxBytes))),
        order);
  }

  private static List<Object> joined(Stream<List<Object>> parts) {
    return parts.flatMap(List::stream).toList();
  }

  private String ordered(Span span) {
    return order.stream()
        .map(column -> column + " " + span.direction())
        .collect(Collectors.joining(", "));
  }
}
