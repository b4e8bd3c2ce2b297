package dev.eventstreams.store.sqlite;

import dev.eventstreams.core.adapter.CanonicalJson;
import dev.eventstreams.core.adapter.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A query for the positions of the events that a page may contain, in reading order, with its
 * arguments.
 *
 * @param sql the query
 * @param arguments one for each {@code ?}
 */
record PageQuery(String sql, List<Object> arguments) {

  /** Finds every event in a span of a stream. */
  static PageQuery ofStream(long stream, Span span) {
    return new PageQuery(
        SqliteSql.OF_STREAM + " ORDER BY version" + span.direction(),
        List.of(stream, span.after(), span.upTo()));
  }

  /** Finds every event in a span of the store. */
  static PageQuery ofStore(Span span) {
    return new PageQuery(
        SqliteSql.OF_STORE + " ORDER BY position" + span.direction(),
        List.of(span.after(), span.upTo()));
  }

  /** Finds every event of a type in a span of the store. */
  static PageQuery ofType(long type, Span span) {
    return new PageQuery(
        String.format(
                Locale.ROOT,
                SqliteSql.OF_TYPE,
                span.backwards() ? SqliteSql.ARRAY_BACKWARDS : SqliteSql.ARRAY)
            + " ORDER BY type_positions.first" + span.direction(),
        List.of(type, type, span.after() + 1, span.upTo(), span.after(), span.upTo()));
  }

  /** Finds the events in a span of the store that the tag index finds for an expression. */
  static PageQuery ofTags(String expression, Span span) {
    return new PageQuery(
        SqliteSql.OF_TAGS + " ORDER BY rowid" + span.direction(),
        List.of(expression, span.after(), span.upTo()));
  }

  /** Finds the events at these positions, in the order of the list. */
  static PageQuery ofPositions(List<Long> positions) {
    return new PageQuery(SqliteSql.OF_POSITIONS, List.of(CanonicalJson.write(positions)));
  }

  /** Merges the parts in order, up to the limit. Each part is already in order and limited. */
  static PageQuery merged(List<PageQuery> parts, Span span, int limit) {
    String positions = String.join(
        " UNION ALL ",
        parts.stream().map(part -> "SELECT found FROM (" + part.sql + ")").toList());
    List<Object> all = new ArrayList<>();
    parts.forEach(part -> all.addAll(part.arguments));
    all.add((long) limit);
    return new PageQuery(
        String.format(Locale.ROOT, SqliteSql.MERGED, positions, span.direction()), all);
  }

  /** Restricts the query to events that match, up to the limit. */
  PageQuery matching(Where where, int limit) {
    int order = sql.lastIndexOf(" ORDER BY ");
    int end = order < 0 ? sql.length() : order;
    List<Object> all = new ArrayList<>(arguments);
    all.addAll(where.arguments());
    return new PageQuery(
            sql.substring(0, end) + " AND (" + where.sql() + ")" + sql.substring(end), all)
        .first(limit);
  }

  /** Restricts the query to the first events. */
  PageQuery first(int limit) {
    List<Object> all = new ArrayList<>(arguments);
    all.add((long) limit);
    return new PageQuery(sql + " LIMIT ?", all);
  }
}
