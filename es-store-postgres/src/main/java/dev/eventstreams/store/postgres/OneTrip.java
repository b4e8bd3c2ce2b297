package dev.eventstreams.store.postgres;

import dev.eventstreams.core.adapter.AppendPlanner;
import dev.eventstreams.core.adapter.Questions;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StreamWrite;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Appends a small group in one round trip: a guess at the state of the store decides the group, and
 * the rows go to the server together with the guess, the lock and the commit.
 *
 * <p><b>Nothing rests on the guess.</b> The statement that writes begins after the lock is held, so
 * it sees everything that was committed before. It compares all facts that decided the group with
 * what it sees: the last position and its time; for every stream, its number and version; for every
 * type, its number. It inserts all rows, or, if a fact differs or the lock was not free, none. The
 * unique index checks the idempotency keys. A condition is judged by the guess only if it looks at
 * the events after the guessed end of the store, where there is no event to match.
 *
 * <p><b>The statement tries the lock and does not wait for it:</b> a process that holds the lock is
 * about to make the guess wrong.
 */
final class OneTrip {

  private static final int MOST_EVENTS = 512;
  private static final long MOST_BYTES = 64 << 10;
  private static final long TABLE_MILLIS = 100; // how long it waits for a lock on a table

  /** What became of a group. */
  enum Fate {
    WRITTEN,
    /** Nothing was written: read the facts from the store. */
    NOT_WRITTEN,
    /** Nothing was written, because a key exists already. */
    KEY_THERE,
    /** The answer was lost: the group is written, will be written, or is not written. */
    LOST
  }

  /** What became of a group, its outcome by the guess, and the failure. */
  record Answer(
      Fate fate, @Nullable GroupOutcome outcome, @Nullable SQLException failure) {}

  private static final Answer NOT_WRITTEN = new Answer(Fate.NOT_WRITTEN, null, null);

  private final LastSeen seen;
  private final Clock clock;
  private final String tryLock;

  OneTrip(PostgresSettings settings, LastSeen seen, Clock clock) {
    this.seen = seen;
    this.clock = clock;
    this.tryLock = String.format(
        Locale.ROOT,
        AppendSql.TRY_LOCK,
        Math.min(TABLE_MILLIS, settings.lockTimeout().toMillis()),
        AppendLock.key(settings.schema()));
  }

  /** Writes the group, if it is small and the guess is right. */
  Answer attempt(Session session, List<AppendRequest> group, Questions questions) {
    if (!isSmall(group)) {
      return NOT_WRITTEN;
    }
    GroupFacts facts = seen.believed(questions, GroupFacts.types(group));
    if (facts == null) {
      return NOT_WRITTEN;
    }
    GroupOutcome outcome = AppendPlanner.decide(group, facts.facts(), clock);
    if (outcome.written().isEmpty() || GroupFacts.refusesKeys(group, outcome)) {
      return NOT_WRITTEN; // only the facts of the store can refuse a request
    }
    try {
      if (EventRows.writeIfUnchanged(session, tryLock, outcome.written(), facts)) {
        seen.written(outcome, facts);
        seen.held();
        return new Answer(Fate.WRITTEN, outcome, null);
      }
      seen.failed();
      return NOT_WRITTEN;
    } catch (SQLException e) {
      return failed(session, outcome, e);
    }
  }

  private static Answer failed(Session session, GroupOutcome outcome, SQLException failure) {
    if (!WriteConnection.isRolledBack(session, failure)) {
      return new Answer(Fate.LOST, outcome, failure);
    }
    Fate fate = PostgresFailure.isUniqueViolation(failure) ? Fate.KEY_THERE : Fate.NOT_WRITTEN;
    return new Answer(fate, null, failure);
  }

  private static boolean isSmall(List<AppendRequest> group) {
    int events = 0;
    long bytes = 0;
    for (AppendRequest request : group) {
      for (StreamWrite write : request.writes()) {
        events += write.events().size();
        for (NewEvent event : events > MOST_EVENTS ? List.<NewEvent>of() : write.events()) {
          bytes += event.metadataSize() + event.data().length();
        }
      }
    }
    return events <= MOST_EVENTS && bytes <= MOST_BYTES;
  }
}
