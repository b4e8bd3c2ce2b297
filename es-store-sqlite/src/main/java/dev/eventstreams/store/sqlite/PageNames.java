package dev.eventstreams.store.sqlite;

import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The names of the numbers on one page. The page keeps them all once one of them is not remembered by the {@link NameTable}, so
 * one statement finds the names of a page, however many names the store has.
 */
final class PageNames {

  private final NameTable table;
  private final Supplier<Set<Long>> numbers;
  private @Nullable Map<Long, String> found;

  /**
   * Makes the names of a page.
   *
   * @param numbers all that the page has, asked for when the first is not remembered
   */
  PageNames(NameTable table, Supplier<Set<Long>> numbers) {
    this.table = table;
    this.numbers = numbers;
  }

  String name(Session session, long number) throws SQLException {
    String known = table.known(number);
    if (known == null) {
      known = found(session).get(number);
    }
    if (known == null) {
      throw new SQLException("an event has the name number " + number + ", which is not there");
    }
    return known;
  }

  private Map<Long, String> found(Session session) throws SQLException {
    if (found == null) {
      found = table.lookUp(session, numbers.get());
    }
    return found;
  }
}
