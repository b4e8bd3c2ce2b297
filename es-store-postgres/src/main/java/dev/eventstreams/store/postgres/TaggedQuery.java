package dev.eventstreams.store.postgres;

import dev.eventstreams.EventField.Attribute;
import dev.eventstreams.EventFilter;
import dev.eventstreams.core.adapter.RequiredTags;
import dev.eventstreams.core.adapter.SqlFilter;
import dev.eventstreams.core.adapter.Where;
import dev.eventstreams.store.postgres.FilteredQuery.Choice;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses how to find the events that match a filter in which each alternative has a tag (F8). Such
 * a filter may require several tags, and a stream or a type besides. Each of them leads to all
 * events of the filter, so the rarest is used, and the whole filter judges the events that it leads
 * to.
 *
 * <p>The rarest is the one whose first events reach farthest: of the first {@value #FEW}, and if
 * they do not reach the end, of the first {@value #MOST}. The second number also bounds the work of
 * a page, because a page covers only what these events reach.
 */
final class TaggedQuery {

  private static final int FEW = 64;
  private static final int MOST = 4_096;
  private static final int LEAST_OF_EACH = 16; // of each of very many tags
  private static final int MOST_SETS = 16;

  private final Session session;
  private final EventFilter filter;
  private final int limit;
  private final List<Set<String>> required;
  private final WantedKeys wanted;

  TaggedQuery(Session session, EventFilter filter, int limit) {
    this.session = session;
    this.filter = filter;
    this.limit = limit;
    this.required = RequiredTags.of(filter);
    this.wanted = new WantedKeys(session, filter);
  }

  /**
   * Returns a query for the first matching events of the store, or null if the filter requires no
   * tag.
   */
  @Nullable Choice ofStore(Span span) throws SQLException {
    if (required.isEmpty()) {
      return null;
    }
    Where where = SqlFilter.of(filter, PostgresDialect.INSTANCE);
    Candidates rarest = rarest(span, where, FEW);
    if (!rarest.areAllOf(span)) {
      rarest = rarest(span, where, MOST);
    }
    return new Choice(rarest.query(), rarest.part());
  }

  /**
   * Returns a query for the first matching events of the stream, or null if the filter requires no
   * tag, or if the span of versions is short.
   */
  @Nullable Choice ofStream(String stream, Span versions) throws SQLException {
    if (required.isEmpty() || versions.length() <= FEW) {
      return null;
    }
    long key = session.number(PageSql.STREAM_KEY, stream);
    Where where = Where.all(List.of(
        PostgresDialect.keyIn(Attribute.STREAM, List.of(key)),
        SqlFilter.of(filter, PostgresDialect.INSTANCE)));
    Span positions = StreamPlaces.positions(session, key, versions);
    Candidates tagged = ofTags(positions, where, FEW);
    if (!tagged.areAllOf(positions)) {
      tagged = ofTags(positions, where, MOST);
    }
    Span covered =
        tagged.areAllOf(positions) ? versions : StreamPlaces.versions(session, key, tagged.part());
    if (tagged.count() < covered.length()) {
      return new Choice(tagged.query(), covered);
    }
    Span first = versions.first(MOST);
    return new Choice(PageQuery.ofStream(key, first).first(limit, where, first), first);
  }

  private Candidates rarest(Span span, Where where, int most) throws SQLException {
    Candidates best = ofTags(span, where, most);
    if (isFew(best, span)) {
      return best;
    }
    List<Long> streams = wanted.of(Attribute.STREAM);
    if (streams != null && streams.size() == 1) {
      best = best.orRarer(ofStream(streams.get(0), span, where, most));
    }
    List<Long> types = wanted.of(Attribute.TYPE);
    if (types != null && types.size() == 1) {
      best = best.orRarer(ofType(types.get(0), span, where, most));
    }
    return best;
  }

  // So few are read at once, without a search for fewer.
  private static boolean isFew(Candidates best, Span span) {
    return best.areAllOf(span) && best.count() <= FEW;
  }

  private Candidates ofTags(Span span, Where where, int most) throws SQLException {
    Candidates best = ofTags(required.get(0), span, where, most);
    for (int i = 1; i < Math.min(required.size(), MOST_SETS) && !isFew(best, span); i++) {
      best = best.orRarer(ofTags(required.get(i), span, where, most));
    }
    return best;
  }

  private Candidates ofTags(Set<String> names, Span span, Where where, int most)
      throws SQLException {
    long[] tags = names.stream().mapToLong(Sha64::of).distinct().toArray();
    int ofEach = Math.max(LEAST_OF_EACH, most / tags.length);
    Reach reach = reach(PageSql.reachOfTags(span), tags, span, ofEach);
    PageQuery query = PageQuery.firstTagged(limit, tags, where, reach.part);
    return new Candidates(query, reach.part, reach.count);
  }

  private Candidates ofType(long type, Span span, Where where, int most) throws SQLException {
    Reach reach = reach(PageSql.reachOfTypes(span), new long[] {type}, span, most);
    PageQuery query = PageQuery.ofType(type, reach.part).first(limit, where, reach.part);
    return new Candidates(query, reach.part, reach.count);
  }

  private Candidates ofStream(long stream, Span span, Where where, int most) throws SQLException {
    Span versions = StreamPlaces.versions(session, stream, span);
    Span first = versions.first(most);
    Span part = first.equals(versions)
        ? span
        : span.upToEndOf(StreamPlaces.positions(session, stream, first));
    PageQuery query = PageQuery.ofStream(stream, first).first(limit, where, first);
    return new Candidates(query, part, first.length());
  }

  private record Reach(Span part, long count) {}

  private Reach reach(String sql, long[] keys, Span span, int ofEach) throws SQLException {
    Reach reach = session.first(
        sql,
        row -> {
          long end = row.getLong(2);
          return new Reach(
              row.wasNull() ? span : span.upToEndOf(new Span(end - 1, end, span.backwards())),
              row.getLong(1));
        },
        ofEach,
        keys,
        span.after(),
        span.upTo(),
        ofEach);
    return reach == null ? new Reach(span, 0) : reach;
  }
}
