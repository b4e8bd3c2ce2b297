package dev.eventstreams.store.postgres;

import dev.eventstreams.EqualsClause;
import dev.eventstreams.EventField;
import dev.eventstreams.EventField.Attribute;
import dev.eventstreams.EventFilter;
import dev.eventstreams.FilterClause;
import dev.eventstreams.InClause;
import dev.eventstreams.LikeClause;
import dev.eventstreams.core.adapter.LikePattern;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The numbers of the streams and of the types that a filter allows. */
final class WantedKeys {

  private static final int MAX_LISTED = 1_000;

  private final Session session;
  private final EventFilter filter;
  private final Map<Attribute, Optional<List<Long>>> found = new EnumMap<>(Attribute.class);

  WantedKeys(Session session, EventFilter filter) {
    this.session = session;
    this.filter = filter;
  }

  /**
   * Returns the numbers that every clause on the attribute allows, or null if no clause restricts
   * them.
   */
  @Nullable List<Long> of(Attribute attribute) throws SQLException {
    Optional<List<Long>> known = found.get(attribute);
    if (known == null) {
      known = Optional.ofNullable(find(attribute));
      found.put(attribute, known);
    }
    return known.orElse(null);
  }

  private @Nullable List<Long> find(Attribute attribute) throws SQLException {
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

  private @Nullable List<Long> allowed(EventField attribute, FilterClause clause)
      throws SQLException {
    if (clause instanceof EqualsClause equals && equals.field() == attribute) {
      return keysIn((Attribute) attribute, List.of(equals.value()));
    }
    if (clause instanceof InClause in && in.field() == attribute) {
      return keysIn((Attribute) attribute, in.values());
    }
    if (clause instanceof LikeClause like && like.field() == attribute) {
      return keysLike((Attribute) attribute, new LikePattern(like.pattern()));
    }
    return null;
  }

  private List<Long> keysIn(Attribute field, List<Object> names) throws SQLException {
    List<Long> keys = new ArrayList<>();
    session.forEach(
        field == Attribute.STREAM ? PageSql.STREAM_KEYS : PageSql.TYPE_KEYS,
        List.of((Object) names.toArray(String[]::new)),
        row -> keys.add(row.getLong(1)));
    return keys;
  }

  /**
   * Returns the numbers of the names that match, or null if they are not listed, because the
   * pattern has no literal prefix or too many names have it.
   */
  private @Nullable List<Long> keysLike(Attribute field, LikePattern pattern) throws SQLException {
    String prefix = pattern.prefix();
    String end = after(prefix);
    if (end.isEmpty()) {
      return null;
    }
    List<Long> keys = new ArrayList<>();
    boolean[] tooMany = new boolean[1];
    session.forEach(
        field == Attribute.STREAM ? PageSql.STREAMS_LIKE : PageSql.TYPES_LIKE,
        List.of(PostgresDialect.like(pattern), prefix, end, MAX_LISTED + 1),
        row -> {
          tooMany[0] = row.getLong(1) > MAX_LISTED;
          keys.addAll(List.of((Long[]) row.getArray(2).getArray()));
        });
    return tooMany[0] ? null : keys;
  }

  /**
   * Returns the first text, in the order of UTF-8, after all texts that begin with the prefix;
   * empty if there is none.
   */
  static String after(String prefix) {
    int[] codePoints = prefix.codePoints().toArray();
    for (int last = codePoints.length - 1; last >= 0; last--) {
      if (codePoints[last] < Character.MAX_CODE_POINT) {
        int next = codePoints[last] + 1;
        codePoints[last] = next == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : next;
        return new String(codePoints, 0, last + 1);
      }
    }
    return "";
  }
}
