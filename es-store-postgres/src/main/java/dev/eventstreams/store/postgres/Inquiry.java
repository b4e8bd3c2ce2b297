package dev.eventstreams.store.postgres;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.core.adapter.Questions;
import dev.eventstreams.spi.AppendRequest;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the facts by which a group is judged: under the lock, except for those that can be known
 * before it.
 */
final class Inquiry {

  private final WriteConnection connection;
  private final AppendLock appendLock;
  private final PageReader pages;

  Inquiry(WriteConnection connection, AppendLock appendLock, PageReader pages) {
    this.connection = connection;
    this.appendLock = appendLock;
    this.pages = pages;
  }

  /**
   * Begins a transaction with the lock, and returns the facts by which the group is judged. A
   * connection that died while it was unused is detected here, before anything is written, and is
   * replaced.
   */
  GroupFacts ask(List<AppendRequest> group, Questions questions) throws SQLException {
    boolean used = connection.isOpen();
    try {
      return askOnce(group, questions);
    } catch (SQLException e) {
      if (!used || !PostgresFailure.isUnavailable(e)) {
        throw e;
      }
      connection.discard();
      return askOnce(group, questions);
    }
  }

  private GroupFacts askOnce(List<AppendRequest> group, Questions questions) throws SQLException {
    Map<AppendCondition, Long> violations = new HashMap<>();
    Session writing = connection.live();
    long checkedTo = checkBefore(writing, questions, violations);
    return appendLock.take(
        writing, text -> GroupFacts.ask(writing, text, group, questions, checkedTo, violations));
  }

  // Events are never removed, and no event appears below a position that is visible. So the result
  // for the events up to that position also holds under the lock, and only the rest is searched
  // while other processes wait.
  private long checkBefore(
      Session reading, Questions questions, Map<AppendCondition, Long> violations)
      throws SQLException {
    if (questions.conditions().isEmpty()) {
      return 0;
    }
    long head = reading.number(PostgresSql.LAST_POSITION);
    for (AppendCondition condition : questions.conditions()) {
      Long match = condition.after() >= head
          ? null
          : pages.match(reading, condition.filter(), condition.after(), head);
      if (match != null) {
        violations.put(condition, match);
      }
    }
    return head;
  }
}
