package dev.eventstreams.store.sqlite;

import dev.eventstreams.EqualsClause;
import dev.eventstreams.EventField;
import dev.eventstreams.EventField.Attribute;
import dev.eventstreams.EventFilter;
import dev.eventstreams.FilterClause;
import dev.eventstreams.InClause;
import dev.eventstreams.LikeClause;
import dev.eventstreams.core.adapter.LikePattern;
import dev.eventstreams.core.adapter.SqlFilter;
import dev.eventstreams.core.adapter.Where;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses how to find the events that match a filter. If the filter allows one stream, or few
 * streams with few events, the query uses the index on the stream. If it allows one type, the query
 * uses the positions of that type. Otherwise the query reads along the positions. No page sorts
 * again what another page has sorted.
 */
final class FilteredQuery {

  private static final int FEW_STREAMS = 16;
  // An event found through an index costs as much as this many events that are passed over.
  private static final int SELECTIVE = 16;

  private final Session session;
  private final SqliteDialect dialect;
  private final EventFilter filter;

  private FilteredQuery(Names names, Session session, EventFilter filter) {
    this.session = session;
    this.dialect = names.dialect(session);
    this.filter = filter;
  }

  /**
   * Returns the query for the first events that match, or null if no event can match, for example
   * because a wanted stream or type does not exist.
   *
   * @param stream the number of the stream that is read, or null for the store
   */
  static @Nullable PageQuery of(
      Names names, Session session, EventFilter filter, @Nullable Long stream, Span span, int limit)
      throws SQLException {
    try {
      return new FilteredQuery(names, session, filter).of(stream, span, limit);
    } catch (UncheckedSqlException e) {
      throw e.failure();
    }
  }

  private @Nullable PageQuery of(@Nullable Long stream, Span span, int limit) throws SQLException {
    List<Long> streams = wanted(Attribute.STREAM_ID);
    List<Long> types = wanted(Attribute.EVENT_TYPE);
    if (isNone(streams)
        || isNone(types)
        || (stream != null && streams != null && !streams.contains(stream))) {
      return null;
    }
    Where where = SqlFilter.of(filter, dialect);
    if (stream != null) {
      return PageQuery.ofStream(stream, span).matching(where, limit);
    }
    if (streams != null && streams.size() <= FEW_STREAMS) {
      List<PageQuery> parts = ofEach(streams, where, span, limit);
      if (parts.size() == 1) {
        return parts.get(0);
      }
      if (!parts.isEmpty()) {
        return PageQuery.merged(parts, span, limit);
      }
    }
    return types != null && types.size() == 1
        ? PageQuery.ofType(types.get(0), span).matching(where, limit)
        : PageQuery.ofStore(span).matching(where, limit);
  }

  /**
   * Returns one query per stream, or an empty list if reading every event of the span is cheaper.
   */
  private List<PageQuery> ofEach(List<Long> streams, Where where, Span span, int limit)
      throws SQLException {
    List<PageQuery> parts = new ArrayList<>();
    long events = 0;
    for (long stream : streams) {
      Span versions = versions(stream, span);
      events += versions.length();
      parts.add(PageQuery.ofStream(stream, versions).matching(where, limit));
    }
    return streams.size() == 1 || events < span.length() / SELECTIVE ? parts : List.of();
  }

  private static boolean isNone(@Nullable List<Long> keys) {
    return keys != null && keys.isEmpty();
  }

  /**
   * Returns the numbers that all clauses on the attribute allow, or null if no clause names or
   * lists them.
   */
  private @Nullable List<Long> wanted(Attribute attribute) {
    List<Long> wanted = null;
    for (FilterClause clause : filter.clauses()) {
      List<Long> allowed = allowed(attribute, clause);
      if (allowed != null) {
        List<Long> both = new ArrayList<>(allowed);
        if (wanted != null) {
          both.retainAll(wanted);
        }
        wanted = both;
      }
    }
    return wanted;
  }

  private @Nullable List<Long> allowed(EventField attribute, FilterClause clause) {
    if (clause instanceof EqualsClause equals && equals.field() == attribute) {
      return dialect.keysIn((Attribute) attribute, List.of((String) equals.value()));
    }
    if (clause instanceof InClause in && in.field() == attribute) {
      return dialect.keysIn(
          (Attribute) attribute, in.values().stream().map(String.class::cast).toList());
    }
    if (clause instanceof LikeClause like && like.field() == attribute) {
      return dialect.keysLike((Attribute) attribute, new LikePattern(like.pattern()));
    }
    return null;
  }

  private Span versions(long stream, Span positions) throws SQLException {
    return new Span(
        versionAt(stream, positions.after()),
        versionAt(stream, positions.upTo()),
        positions.backwards());
  }

  private long versionAt(long stream, long position) throws SQLException {
    Long version = position == 0
        ? Long.valueOf(0)
        : session.first(SqliteSql.VERSION_AT, row -> row.getLong(1), stream, position);
    return version == null ? 0 : version;
  }
}
