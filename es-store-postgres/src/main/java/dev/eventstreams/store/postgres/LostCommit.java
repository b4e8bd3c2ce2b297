package dev.eventstreams.store.postgres;

import dev.eventstreams.EventFilter;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import java.sql.SQLException;
import java.util.List;

/** A group whose commit was not answered, and whether it happened: looked for under the lock, on another connection. */
final class LostCommit {

  private final GroupOutcome outcome;

  LostCommit(GroupOutcome outcome) {
    this.outcome = outcome;
  }

  /**
   * Returns whether the very same events are there, at the same positions and times, and are so for good. If so, the transaction is
   * over: what is visible may yet wait for its standbys, or have lost those who waited, so a commit of its own is waited for.
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

  /** Returns what to throw where nobody knows. */
  static StorageException unknown(String location, Exception lost) {
    Exception failure = lost instanceof SQLException sql ? PostgresFailure.printable(sql) : lost;
    return StorageException.outcomeUnknown(
        "the answer to the commit to " + location + " was lost; it may have happened ("
            + failure.getMessage() + ")",
        failure);
  }
}
