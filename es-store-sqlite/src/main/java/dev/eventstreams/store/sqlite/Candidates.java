package dev.eventstreams.store.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The positions of events that may match a filter, in reading order. Every match of the part has
 * its position here.
 *
 * @param positions the positions
 * @param part the positions of the store that were looked at
 */
record Candidates(List<Long> positions, Span part) {

  /**
   * Returns what a search has found in a span.
   *
   * @param most how many positions it would have returned at most
   */
  static Candidates of(List<Long> found, Span span, int most) {
    return new Candidates(found, found.size() < most ? span : span.upToPlace(found.get(most - 1)));
  }

  /** Adds the positions that the query finds to a list. */
  static void add(Session session, PageQuery query, List<Long> found) throws SQLException {
    byte[] array = session.first(
        String.format(Locale.ROOT, SqliteSql.POSITIONS, query.sql()),
        row -> row.getBytes(1),
        query.arguments());
    for (Numbers numbers = Numbers.of(array); numbers.hasNext(); ) {
      found.add(numbers.next());
    }
  }

  /** Returns the events of a type. */
  static Candidates ofType(Session session, long type, Span span, int most) throws SQLException {
    List<Long> found = new ArrayList<>();
    add(session, PageQuery.ofType(type, span).first(most), found);
    return of(found, span, most);
  }

  /** Returns the candidates that reach further. */
  Candidates orFurther(Candidates other) {
    return other.part.length() > part.length() ? other : this;
  }
}
