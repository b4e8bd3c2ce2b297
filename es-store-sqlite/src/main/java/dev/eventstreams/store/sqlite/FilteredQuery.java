package dev.eventstreams.store.sqlite;

import dev.eventstreams.EqualsClause;
import dev.eventstreams.EventField;
import dev.eventstreams.EventField.Attribute;
import dev.eventstreams.EventFilter;
import dev.eventstreams.FilterClause;
import dev.eventstreams.InClause;
import dev.eventstreams.LikeClause;
import dev.eventstreams.core.adapter.LikePattern;
import dev.eventstreams.core.adapter.RequiredTags;
import dev.eventstreams.core.adapter.SqlFilter;
import dev.eventstreams.core.adapter.Where;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses how to find the events that match a filter. If the filter requires tags, the query looks
 * at the next events that have them, unless a stream or a type has fewer events. If it allows one
 * stream, or few streams with few events, the query uses the index on the stream. If it allows one
 * type, the query uses the positions of that type. Otherwise the query reads along the positions. No
 * page sorts again what another page has sorted.
 */
final class FilteredQuery {

  private static final int FEW_STREAMS = 16;
  // An event found through an index costs as much as this many events that are passed over.
  private static final int SELECTIVE = 16;

  // A stream with up to this many events is read without asking for tags.
  private static final int FEW_EVENTS = 64;

  /** How many versions or positions a page of a filter without tags looks at, at most. */
  static final long WINDOW = 250_000;

  /** How many events that have the tags a page looks at, about. */
  static final int MOST_TAGGED = 1_000;

  private final Session session;
  private final SqliteDialect dialect;
  private final EventFilter filter;

  private FilteredQuery(Names names, Session session, EventFilter filter) {
    this.session = session;
    this.dialect = names.dialect(session);
    this.filter = filter;
  }

  /**
   * Returns how to find the first events that match.
   *
   * @param stream the number of the stream that is read, or null for the store
   */
  static Search of(
      Names names, Session session, EventFilter filter, @Nullable Long stream, Span span, int limit)
      throws SQLException {
    try {
      return new FilteredQuery(names, session, filter).of(stream, span, limit);
    } catch (UncheckedSqlException e) {
      throw e.failure();
    }
  }

  private Search of(@Nullable Long stream, Span span, int limit) throws SQLException {
    List<Long> streams = wanted(Attribute.STREAM);
    List<Long> types = wanted(Attribute.TYPE);
    if (isNone(streams)
        || isNone(types)
        || (stream != null && streams != null && !streams.contains(stream))) {
      return new Search(null, span);
    }
    Where where = SqlFilter.of(filter, dialect);
    List<Set<String>> tags = RequiredTags.of(filter);
    if (tags.isEmpty()) {
      Span part = span.first(WINDOW);
      return new Search(untagged(where, stream, streams, types, part, limit), part);
    }
    return stream != null
        ? taggedInStream(tags, where, stream, span, limit)
        : tagged(tags, where, streams, types, span, limit);
  }

  private PageQuery untagged(
      Where where,
      @Nullable Long stream,
      @Nullable List<Long> streams,
      @Nullable List<Long> types,
      Span span,
      int limit)
      throws SQLException {
    if (stream != null) {
      return PageQuery.ofStream(stream, span).matching(where, limit);
    }
    if (streams != null && streams.size() <= FEW_STREAMS) {
      long most = streams.size() == 1 ? Long.MAX_VALUE : span.length() / SELECTIVE;
      PageQuery ofStreams = ofStreams(streams, where, span, limit, most);
      if (ofStreams != null) {
        return ofStreams;
      }
    }
    return types != null && types.size() == 1
        ? PageQuery.ofType(types.get(0), span).matching(where, limit)
        : PageQuery.ofStore(span).matching(where, limit);
  }

  private Search tagged(
      List<Set<String>> tags,
      Where where,
      @Nullable List<Long> streams,
      @Nullable List<Long> types,
      Span span,
      int limit)
      throws SQLException {
    Candidates found = TagIndex.find(session, tags, where, span, MOST_TAGGED);
    if (!found.cover(span)) { // the tags have many events; a stream or a type may have fewer
      if (streams != null && streams.size() <= FEW_STREAMS) {
        PageQuery ofStreams = ofStreams(streams, where, span, limit, MOST_TAGGED);
        if (ofStreams != null) {
          return new Search(ofStreams, span);
        }
      }
      if (types != null && types.size() == 1) {
        PageQuery ofType = PageQuery.ofType(types.get(0), span).first(MOST_TAGGED);
        found = found.orFurther(Candidates.find(session, ofType, span, MOST_TAGGED));
      }
    }
    return judged(found, found.part(), where, limit);
  }

  // An event found by its tags costs as much as an event of the stream. So the stream is read if
  // its
  // next events reach as far as those that have the tags.
  private Search taggedInStream(
      List<Set<String>> tags, Where where, long stream, Span span, int limit) throws SQLException {
    int most = (int) Math.min(MOST_TAGGED, span.length());
    Span next = span.first(most);
    if (span.length() > FEW_EVENTS) {
      Span positions = StreamSpan.positions(session, stream, span);
      Candidates found = TagIndex.find(session, tags, where, positions, most);
      boolean whole = found.cover(positions);
      Span part = whole ? span : StreamSpan.versions(session, stream, found.part());
      if (part.length() > most || (whole && found.positions().size() < most)) {
        Where ofStream = new Where(
            "events.stream = ? AND events.version > ? AND events.version <= ?",
            stream,
            part.after(),
            part.upTo());
        return judged(found, part, Where.all(List.of(ofStream, where)), limit);
      }
    }
    return new Search(PageQuery.ofStream(stream, next).matching(where, limit), next);
  }

  private static Search judged(Candidates found, Span part, Where where, int limit) {
    return new Search(
        found.positions().isEmpty()
            ? null
            : PageQuery.ofPositions(found.positions()).matching(where, limit),
        part);
  }

  /** Returns the query for the events of these streams, or null if they have too many. */
  private @Nullable PageQuery ofStreams(
      List<Long> streams, Where where, Span span, int limit, long most) throws SQLException {
    List<PageQuery> parts = new ArrayList<>();
    long events = 0;
    for (long stream : streams) {
      Span versions = StreamSpan.versions(session, stream, span);
      events += versions.length();
      parts.add(PageQuery.ofStream(stream, versions).matching(where, limit));
    }
    if (events > most) {
      return null;
    }
    return parts.size() == 1 ? parts.get(0) : PageQuery.merged(parts, span, limit);
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
}
