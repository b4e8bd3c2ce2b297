package dev.eventstreams.store.postgres;

import dev.eventstreams.EventFilter;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import java.sql.SQLException;
import java.util.List;

/**
 * A group whose commit got no answer. Finds out whether the commit happened, under the lock and on
 * another connection.
 */
final class LostCommit {

  private final GroupOutcome outcome;

  LostCommit(GroupOutcome outcome) {
    this.outcome = outcome;
  }

  /**
   * Returns whether the same events are in the store, at the same positions and times, for good. If
   * they are, their transaction has ended. But a visible transaction may still wait for its
   * standbys, or its waiting client may be gone; so this method makes a separate commit and waits
   * for it.
   */
  boolean happened(Session session, PageReader pages) throws SQLException {
    List<EventRecord> events = outcome.written();
    Page page = pages.read(
        session,
        new PageRequest(
            null,
            outcome.headBefore(),
            events.get(events.size() - 1).position(),
            false,
            EventFilter.all(),
            events.size(),
            Long.MAX_VALUE));
    if (!page.records().equals(events)) {
      return false;
    }
    session.run(AppendSql.COMMIT_AFTER_ALL);
    return true;
  }

  GroupOutcome outcome() {
    return outcome;
  }

  /** Returns the exception for an outcome that cannot be found out. */
  static StorageException unknown(String location, Exception lost) {
    Exception failure = lost instanceof SQLException sql ? PostgresFailure.printable(sql) : lost;
    return StorageException.outcomeUnknown(
        "the answer to the commit to " + location + " was lost; the commit may have happened ("
            + failure.getMessage() + ")",
        failure);
  }
}
