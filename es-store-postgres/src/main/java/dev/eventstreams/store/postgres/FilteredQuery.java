package dev.eventstreams.store.postgres;

import dev.eventstreams.EqualsClause;
import dev.eventstreams.EventField.Attribute;
import dev.eventstreams.EventField.MetadataPath;
import dev.eventstreams.EventFilter;
import dev.eventstreams.FilterClause;
import dev.eventstreams.core.adapter.CanonicalJson;
import dev.eventstreams.core.adapter.SqlFilter;
import dev.eventstreams.core.adapter.Where;
import dev.eventstreams.store.postgres.FilterMemory.Density;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses how to find the events that match a filter: through their tags, see {@link TaggedQuery};
 * through the index on the stream, for one
 * stream or for few streams with few events; through the index on the type, for few types; through
 * the index on metadata; or along the positions. No page sorts events that another page has sorted.
 */
final class FilteredQuery {

  /**
   * The length of a run in the index on metadata: 2^18 positions. A page that goes along the
   * positions, or through that index, covers at most one run.
   */
  static final int RUN_BITS = 18;

  private static final long RUN = 1L << RUN_BITS;
  private static final int PROBE = 4_096;
  private static final int FEW = 16;

  // An event found through an index costs as much as this many scanned events.
  private static final int SELECTIVE = 16;

  private final Session session;
  private final EventFilter filter;
  private final int limit;

  FilteredQuery(Session session, EventFilter filter, int limit) {
    this.session = session;
    this.filter = filter;
    this.limit = limit;
  }

  /**
   * A query, and the part of the store that it covers.
   *
   * @param query null if no event can match
   * @param part the part that the query covers
   */
  record Choice(@Nullable PageQuery query, Span part) {}

  /** Returns a query for the first matching events of the stream. */
  Choice ofStream(String stream, Span span) throws SQLException {
    Choice tagged = new TaggedQuery(session, filter, limit).ofStream(stream, span);
    if (tagged != null) {
      return tagged;
    }
    Where where = SqlFilter.of(filter, PostgresDialect.INSTANCE);
    return new Choice(PageQuery.ofStream(stream, span).first(limit, where, span), span);
  }

  /** Returns a query for the first matching events of the store. */
  Choice ofStore(Span span, Density density) throws SQLException {
    Choice tagged = new TaggedQuery(session, filter, limit).ofStore(span);
    if (tagged != null) {
      return tagged;
    }
    WantedKeys wanted = new WantedKeys(session, filter);
    List<Long> streams = wanted.of(Attribute.STREAM);
    List<Long> types = wanted.of(Attribute.TYPE);
    if (isNone(streams) || isNone(types)) {
      return new Choice(null, span);
    }
    Where where = SqlFilter.of(filter, PostgresDialect.INSTANCE);
    if (streams != null && streams.size() <= FEW) {
      List<PageQuery> parts = ofEach(streams, where, span);
      if (!parts.isEmpty()) {
        return new Choice(merged(parts, span), span);
      }
    }
    if (types != null && types.size() <= FEW) {
      return new Choice(
          merged(
              types.stream()
                  .map(type -> PageQuery.ofType(type, span).first(limit, where, span))
                  .toList(),
              span),
          span);
    }
    if (streams == null) {
      return ofRun(run(span), where, density);
    }
    Where both = Where.all(List.of(PostgresDialect.keyIn(Attribute.STREAM, streams), where));
    return ofRun(run(span), both, density);
  }

  // An index finds all matches of a run, and finds them again for each page of the run. So a scan
  // of the positions is used for few positions and where many events match. Where the number of
  // matches is not known yet, a scan of the first few positions estimates it.
  private Choice ofRun(Span run, Where where, Density density) {
    List<Where> indexed = indexed(run);
    Span seen = density == Density.UNKNOWN && !indexed.isEmpty() ? run.first(PROBE) : run;
    if (density == Density.HIGH || indexed.isEmpty() || seen.length() <= PROBE) {
      return new Choice(PageQuery.ofStore(seen).first(limit, where, seen), seen);
    }
    return new Choice(PageQuery.firstIndexed(limit, Where.all(indexed), where, run), run);
  }

  private PageQuery merged(List<PageQuery> parts, Span span) {
    return parts.size() == 1 ? parts.get(0) : PageQuery.merged(parts, limit, span);
  }

  /**
   * Returns a query for each of these streams, or none if reading every event of the span is
   * cheaper.
   */
  private List<PageQuery> ofEach(List<Long> streams, Where where, Span span) throws SQLException {
    List<PageQuery> parts = new ArrayList<>();
    long events = 0;
    for (long stream : streams) {
      Span versions = StreamPlaces.versions(session, stream, span);
      events += versions.length();
      parts.add(PageQuery.ofStream(stream, versions).first(limit, where, versions));
    }
    return streams.size() == 1 || events < span.length() / SELECTIVE ? parts : List.of();
  }

  /** Returns the first part of the span, in reading order, that lies in one run of the index on metadata. */
  private static Span run(Span span) {
    return span.backwards()
        ? new Span(Math.max(span.after(), (span.upTo() >> RUN_BITS) * RUN - 1), span.upTo(), true)
        : new Span(
            span.after(),
            Math.min(span.upTo(), (((span.after() + 1) >> RUN_BITS) + 1) * RUN - 1),
            false);
  }

  // Containment matches more than equality where the value is an object or array, and the index has
  // no entries for empty values. So each event that the index finds is also compared.
  private List<Where> indexed(Span part) {
    List<Where> conditions = new ArrayList<>();
    for (FilterClause clause : filter.clauses()) {
      if (clause instanceof EqualsClause equals
          && equals.field() instanceof MetadataPath path
          && !isEmpty(equals.value())) {
        Object wanted = equals.value();
        for (int i = path.keys().size() - 1; i >= 0; i--) {
          wanted = Map.of(path.keys().get(i), wanted);
        }
        Object run = Map.of(Long.toString(part.upTo() >> RUN_BITS), wanted);
        conditions.add(new Where(PageSql.INDEXED_METADATA, CanonicalJson.write(run)));
      }
    }
    return conditions;
  }

  private static boolean isEmpty(Object value) {
    return (value instanceof Map<?, ?> map && map.isEmpty())
        || (value instanceof List<?> list && list.isEmpty());
  }

  private static boolean isNone(@Nullable List<Long> keys) {
    return keys != null && keys.isEmpty();
  }
}
