package dev.eventstreams.store.sqlite;

import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the names of the numbers on one page. If the {@link NameTable} has not cached one of them,
 * one statement finds all names of the page, and the page keeps them. So a page needs at most one
 * such statement, however many names the store has.
 */
final class PageNames {

  private final NameTable table;
  private final Supplier<Set<Long>> numbers;
  private @Nullable Map<Long, String> found;

  /**
   * Creates the names of a page.
   *
   * @param numbers returns all numbers on the page; called when the first name is not cached
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
      throw new SQLException("an event has the name number " + number + ", which is missing");
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
