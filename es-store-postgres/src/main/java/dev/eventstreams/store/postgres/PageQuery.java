package dev.eventstreams.store.postgres;

import dev.eventstreams.core.adapter.Where;
import java.util.ArrayList;
import java.util.List;

/**
 * Which events a page may have, in reading order; and its arguments.
 *
 * @param sql the query
 * @param arguments one for each {@code ?}
 */
record PageQuery(String sql, List<Object> arguments) {

  static PageQuery ofStream(String stream, Span span) {
    return new PageQuery(PostgresSql.OF_STREAM, List.of(stream, span.after(), span.upTo()));
  }

  static PageQuery ofStream(long key, Span span) {
    return new PageQuery(PostgresSql.OF_STREAM_KEY, List.of(key, span.after(), span.upTo()));
  }

  static PageQuery ofType(long key, Span span) {
    return new PageQuery(PostgresSql.OF_TYPE, List.of(key, span.after(), span.upTo()));
  }

  static PageQuery ofStore(Span span) {
    return new PageQuery(PostgresSql.OF_STORE, List.of(span.after(), span.upTo()));
  }

  /** Returns the first so many of these by version or position that meet the condition. */
  PageQuery first(int count, Where where, String order, Span span) {
    List<Object> all = new ArrayList<>(arguments);
    all.addAll(where.arguments());
    all.add(count);
    return new PageQuery(
        sql + " AND " + where.sql() + " ORDER BY " + order + span.direction() + " LIMIT ?", all);
  }

  /** Returns these that meet the condition, in no order. */
  PageQuery matching(Where where) {
    List<Object> all = new ArrayList<>(arguments);
    all.addAll(where.arguments());
    return new PageQuery(sql + " AND " + where.sql(), all);
  }

  /** Returns the first so many by position of all the parts. */
  static PageQuery merged(List<PageQuery> parts, int count, Span span) {
    List<Object> all = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (PageQuery part : parts) {
      texts.add("(" + part.sql + ")");
      all.addAll(part.arguments);
    }
    all.add(count);
    return new PageQuery(
        "SELECT * FROM (" + String.join(" UNION ALL ", texts) + ") AS part ORDER BY position"
            + span.direction() + " LIMIT ?",
        all);
  }

  /** Returns the page that holds as many of these as fit so many bytes. */
  PageQuery page(boolean ofStream, boolean withStreamName, Span span, long maxBytes) {
    List<Object> all = new ArrayList<>(arguments);
    all.add(maxBytes);
    String order = (ofStream ? "version" : "position") + span.direction();
    String name = withStreamName ? PostgresSql.STREAM_NAME : PostgresSql.NO_NAME;
    return new PageQuery(PostgresSql.PAGE.formatted(name, order, sql), all);
  }
}
