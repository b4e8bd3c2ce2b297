package dev.eventstreams.store.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The positions of events that may match a filter, in reading order.
 *
 * @param positions the positions; every match of the part is among them
 * @param part the positions of the store that were looked at
 */
record Candidates(List<Long> positions, Span part) {

  /**
   * Finds the first events of a span.
   *
   * @param query finds them in reading order
   * @param most how many events the query finds at most
   */
  static Candidates find(Session session, PageQuery query, Span span, int most)
      throws SQLException {
    List<Long> found = new ArrayList<>();
    if (!span.isEmpty()) {
      byte[] array = Objects.requireNonNull(session.first(
          String.format(Locale.ROOT, SqliteSql.POSITIONS, query.sql()),
          row -> row.getBytes(1),
          query.arguments()));
      for (Numbers numbers = Numbers.of(array); numbers.hasNext(); ) {
        found.add(numbers.next());
      }
    }
    return new Candidates(found, found.size() < most ? span : span.firstTo(found.get(most - 1)));
  }

  /** Returns whether the whole span was looked at. */
  boolean cover(Span span) {
    return part.equals(span);
  }

  /** Returns these candidates and those of the span that follows in reading order. */
  Candidates then(Candidates next) {
    List<Long> all = new ArrayList<>(positions);
    all.addAll(next.positions);
    return new Candidates(all, part.joined(next.part));
  }

  /** Returns the candidates that reach further. */
  Candidates orFurther(Candidates other) {
    return other.part.length() > part.length() ? other : this;
  }
}
