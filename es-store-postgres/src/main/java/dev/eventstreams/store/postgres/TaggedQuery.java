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
 * a filter may require several tags, and a stream or types besides. Each of them leads to all
 * events of the filter, so the rarest is used, and the whole filter judges the events that it leads
 * to.
 *
 * <p>The rarest is the one whose first {@value #MOST} events reach farthest. This number also
 * bounds the work of a page: the page covers the part of the store, or of the stream, that these
 * events reach.
 */
final class TaggedQuery {

  /** The most events that a page judges. */
  static final int MOST = 4_096;

  private static final int LEAST_OF_EACH = 16; // also of each of very many tags
  private static final int FEW = 64; // so few are read at once, without a search for fewer
  private static final int MOST_SETS = 16;

  private final Session session;
  private final EventFilter filter;
  private final int limit;

  TaggedQuery(Session session, EventFilter filter, int limit) {
    this.session = session;
    this.filter = filter;
    this.limit = limit;
  }

  /**
   * Events that may match.
   *
   * @param query a query for those that match
   * @param part the part of the store that they reach
   * @param count how many they are
   */
  private record Candidates(PageQuery query, Span part, long count) {

    boolean areFewerThan(Candidates others) {
      return part.length() == others.part.length()
          ? count < others.count
          : part.length() > others.part.length();
    }
  }

  /** Returns a query for the first matching events of the store, or null if the filter requires no tag. */
  @Nullable Choice ofStore(Span span) throws SQLException {
    if (RequiredTags.of(filter).isEmpty()) {
      return null;
    }
    Where where = SqlFilter.of(filter, PostgresDialect.INSTANCE);
    Candidates best = ofTags(span, where);
    WantedKeys wanted = new WantedKeys(session, filter);
    List<Long> streams = best.count <= FEW ? null : wanted.of(Attribute.STREAM);
    if (streams != null && streams.size() == 1) {
      Candidates ofStream = ofStream(streams.get(0), span, where);
      best = ofStream.areFewerThan(best) ? ofStream : best;
    }
    List<Long> types = best.count <= FEW ? null : wanted.of(Attribute.TYPE);
    if (types != null && types.size() == 1) {
      Candidates ofType = ofType(types.get(0), span, where);
      best = ofType.areFewerThan(best) ? ofType : best;
    }
    return new Choice(best.query, best.part);
  }

  /**
   * Returns a query for the first matching events of the stream, or null if the filter requires no
   * tag, or if the span of versions is short.
   */
  @Nullable Choice ofStream(String stream, Span versions) throws SQLException {
    if (versions.length() <= FEW || RequiredTags.of(filter).isEmpty()) {
      return null;
    }
    long key = session.number(PageSql.STREAM_KEY, stream);
    Span positions = StreamPlaces.positions(session, key, versions);
    Where where = where(key);
    Candidates tagged = ofTags(positions, where);
    Span covered =
        tagged.part.equals(positions) ? versions : StreamPlaces.versions(session, key, tagged.part);
    if (tagged.count < covered.length()) {
      return new Choice(tagged.query, covered);
    }
    Span first = versions.first(MOST);
    return new Choice(PageQuery.ofStream(key, first).first(limit, where, first), first);
  }

  private Where where(long stream) {
    return Where.all(List.of(
        PostgresDialect.keyIn(Attribute.STREAM, List.of(stream)),
        SqlFilter.of(filter, PostgresDialect.INSTANCE)));
  }

  private Candidates ofTags(Span span, Where where) throws SQLException {
    List<Set<String>> sets = RequiredTags.of(filter);
    Candidates best = ofTags(sets.get(0), span, where);
    for (int i = 1; i < Math.min(sets.size(), MOST_SETS) && best.count > FEW; i++) {
      Candidates found = ofTags(sets.get(i), span, where);
      best = found.areFewerThan(best) ? found : best;
    }
    return best;
  }

  private Candidates ofTags(Set<String> set, Span span, Where where) throws SQLException {
    long[] tags = set.stream().mapToLong(Sha64::of).distinct().toArray();
    int most = Math.max(LEAST_OF_EACH, MOST / tags.length);
    Reach reach = reach(PageSql.reachOfTags(span), tags, span, most);
    PageQuery query = PageQuery.firstTagged(limit, tags, where, reach.part);
    return new Candidates(query, reach.part, reach.count);
  }

  private Candidates ofType(long type, Span span, Where where) throws SQLException {
    Reach reach = reach(PageSql.reachOfTypes(span), new long[] {type}, span, MOST);
    PageQuery query = PageQuery.ofType(type, reach.part).first(limit, where, reach.part);
    return new Candidates(query, reach.part, reach.count);
  }

  private Candidates ofStream(long stream, Span span, Where where) throws SQLException {
    Span versions = StreamPlaces.versions(session, stream, span);
    Span first = versions.first(MOST);
    Span part = span;
    if (!first.equals(versions)) {
      Span positions = StreamPlaces.positions(session, stream, first);
      part = span.upToEndOf(positions);
    }
    PageQuery query = PageQuery.ofStream(stream, first).first(limit, where, first);
    return new Candidates(query, part, first.length());
  }

  private record Reach(Span part, long count) {}

  private Reach reach(String sql, long[] keys, Span span, int most) throws SQLException {
    Reach reach = session.first(
        sql,
        row -> {
          long end = row.getLong(2);
          return new Reach(
              row.wasNull() ? span : span.upToEndOf(new Span(end - 1, end, span.backwards())),
              row.getLong(1));
        },
        most,
        keys,
        span.after(),
        span.upTo(),
        most);
    return reach == null ? new Reach(span, 0) : reach;
  }
}
