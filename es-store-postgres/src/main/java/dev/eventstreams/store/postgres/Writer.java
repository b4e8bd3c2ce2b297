package dev.eventstreams.store.postgres;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStoreException;
import dev.eventstreams.StorageException;
import dev.eventstreams.core.adapter.AppendPlanner;
import dev.eventstreams.core.adapter.Questions;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that appends. A group takes two round trips: one takes the lock and asks, one writes and commits. A small one
 * that goes on where this process wrote last takes {@link OneTrip}.
 *
 * <p><b>Positions follow commits, for every reader on every connection (R4).</b> Positions are given under the lock. PostgreSQL
 * lets go of a transaction's advisory locks after it has made the transaction visible: {@code CommitTransaction} in {@code xact.c}
 * calls {@code ProcArrayEndTransaction} ("let others know about no transaction in progress by me", which "must be done before
 * releasing locks") before {@code ResourceOwnerRelease(…, RESOURCE_RELEASE_LOCKS, …)}. So whoever gets the lock next, and gives
 * higher positions, commits when the lower ones are visible to every snapshot that is taken from then on: no snapshot has a position
 * and not those below. On a replica too, since commits are replayed in the order of their records in the log.
 *
 * <p><b>Nothing that is remembered counts.</b> Heads, keys and numbers of names are asked for, or what is believed of them is
 * checked, under the lock each time. So whatever became of a commit whose answer was lost, the next group is judged by what is
 * there.
 */
final class Writer implements AutoCloseable {

  // A connection that was idle for longer is first asked something: if it is dead, that is found
  // out
  // before anything is written.
  private static final long TRUSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final PostgresSettings settings;
  private final Connector connector;
  private final PageReader pages;
  private final Clock clock;
  private final AppendLock appendLock;
  private final LastSeen seen = new LastSeen();
  private final OneTrip oneTrip;
  private final ReentrantLock lock =
      new ReentrantLock(); // not interruptible: what has begun is finished
  private volatile @Nullable Session session;
  private volatile boolean closed;
  private long answered; // when something was last committed

  Writer(
      PostgresSettings settings,
      Connector connector,
      Session session,
      PageReader pages,
      Clock clock) {
    this.settings = settings;
    this.connector = connector;
    this.session = session;
    this.pages = pages;
    this.clock = clock;
    this.appendLock = new AppendLock(settings);
    this.oneTrip = new OneTrip(settings, seen, clock);
  }

  GroupOutcome append(List<AppendRequest> group) {
    lock.lock();
    try {
      Questions questions = AppendPlanner.questions(group);
      Session open = session;
      if (open == null || System.nanoTime() - answered > TRUSTED_NANOS) {
        return twoTrips(group, questions, false);
      }
      OneTrip.Answer answer = oneTrip.attempt(open, group, questions);
      return switch (answer.fate()) {
        case WRITTEN -> committed(Objects.requireNonNull(answer.outcome()));
        case NOT_WRITTEN -> twoTrips(group, questions, false);
        case KEY_THERE -> twoTrips(group, questions, true);
        case LOST -> afterLost(group, questions, answer);
      };
    } catch (SQLException e) {
      SQLException failure = isReplica(e) ? readOnly(e) : e;
      discard();
      throw PostgresFailure.of(settings.location(), "append to", failure);
    } catch (RuntimeException | Error e) {
      discard();
      throw e;
    } finally {
      if (closed) {
        discard(); // whatever connection was made since
      }
      lock.unlock();
    }
  }

  // A replica refuses to begin a transaction that writes as it refuses what no PostgreSQL can do.
  private boolean isReplica(SQLException failure) {
    Session open = session;
    if (open == null || !PostgresFailure.isUnsupported(failure)) {
      return false;
    }
    try {
      open.run(PostgresSql.ROLLBACK);
      return Boolean.TRUE.equals(open.first(PostgresSql.IN_RECOVERY, row -> row.getBoolean(1)));
    } catch (SQLException e) {
      failure.addSuppressed(e);
      return false;
    }
  }

  private static SQLException readOnly(SQLException failure) {
    return new SQLException(failure.getMessage(), PostgresFailure.READ_ONLY, failure);
  }

  private GroupOutcome committed(GroupOutcome outcome) {
    answered = System.nanoTime();
    return outcome;
  }

  // Optimistic: most keys are new. The unique index finds those that are not, and then all are
  // looked up.
  private GroupOutcome twoTrips(List<AppendRequest> group, Questions questions, boolean keyThere)
      throws SQLException {
    GroupOutcome outcome = keyThere ? null : attempt(group, questions, false, null);
    return outcome != null
        ? outcome
        : Objects.requireNonNull(attempt(group, questions, true, null));
  }

  // What was sent may have been obeyed, or is being, or is yet to be read by the server. Under the
  // lock on another connection the first shows, and the second is over. The third will find the
  // store changed, and write nothing: for either others have written, or the group is written now,
  // or refused for a key that the unique index refuses there too. Judged by what the guess said, it
  // cannot be refused otherwise.
  private GroupOutcome afterLost(
      List<AppendRequest> group, Questions questions, OneTrip.Answer answer) {
    GroupOutcome lost = Objects.requireNonNull(answer.outcome());
    discard();
    if (closed) {
      throw lostAnswer(Objects.requireNonNull(answer.failure()));
    }
    try {
      GroupOutcome outcome = attempt(group, questions, false, lost);
      return outcome != null
          ? outcome
          : Objects.requireNonNull(attempt(group, questions, true, lost));
    } catch (SQLException | EventStoreException e) {
      e.addSuppressed(answer.failure());
      throw lostAnswer(e);
    }
  }

  private StorageException lostAnswer(Exception failure) {
    return StorageException.outcomeUnknown(
        "the answer to the commit to " + settings.location() + " was lost; it may have happened ("
            + failure.getMessage() + ")",
        failure);
  }

  // The very same events, at the same positions and times.
  private boolean isThere(Session reading, GroupOutcome lost) throws SQLException {
    List<EventRecord> events = lost.written();
    Page page = pages.read(
        reading,
        new PageRequest(
            null,
            lost.headBefore(),
            events.get(events.size() - 1).position(),
            false,
            EventFilter.all(),
            events.size(),
            Long.MAX_VALUE));
    return page.records().equals(events);
  }

  /** Returns null if a unique index refused what was decided without looking keys up; nothing is written then. */
  private @Nullable GroupOutcome attempt(
      List<AppendRequest> group,
      Questions questions,
      boolean lookUpKeys,
      @Nullable GroupOutcome lost)
      throws SQLException {
    GroupFacts facts = ask(group, questions);
    Session writing = live();
    if (lost != null && isThere(writing, lost)) {
      writing.run(PostgresSql.ROLLBACK);
      return lost;
    }
    if (lookUpKeys) {
      facts.lookUp(writing, questions.keys());
    }
    GroupOutcome outcome = AppendPlanner.decide(group, facts.facts(), clock);
    // A refused request may be nothing but repeats, which is not refused.
    if (!lookUpKeys && GroupFacts.refusesKeys(group, outcome)) {
      facts.lookUp(writing, questions.keys());
      outcome = AppendPlanner.decide(group, facts.facts(), clock);
    }
    if (outcome.written().isEmpty()) {
      writing.run(PostgresSql.ROLLBACK);
      return outcome;
    }
    return write(writing, outcome, facts, lookUpKeys) ? outcome : null;
  }

  // A connection that died while nobody used it is found out here, before anything is written, and
  // replaced.
  private GroupFacts ask(List<AppendRequest> group, Questions questions) throws SQLException {
    boolean used = session != null;
    try {
      return askOnce(group, questions);
    } catch (SQLException e) {
      if (!used || !PostgresFailure.isUnavailable(e)) {
        throw e;
      }
      discard();
      return askOnce(group, questions);
    }
  }

  private GroupFacts askOnce(List<AppendRequest> group, Questions questions) throws SQLException {
    Map<AppendCondition, Long> violations = new HashMap<>();
    Session writing = live();
    long checkedTo = checkBefore(writing, questions, violations);
    return appendLock.take(
        writing, text -> GroupFacts.ask(writing, text, group, questions, checkedTo, violations));
  }

  // Events are never removed, and none appears below a position once that is visible. So what was
  // found up to there, or not found,
  // holds under the lock too, and only the rest is searched while others wait.
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

  private boolean write(
      Session writing, GroupOutcome outcome, GroupFacts facts, boolean keysLookedUp)
      throws SQLException {
    try {
      EventRows.writeAndCommit(writing, outcome.written(), facts.streams(), facts.types());
      seen.written(outcome, facts);
      answered = System.nanoTime();
      return true;
    } catch (SQLException e) {
      throwUnlessNothingWritten(writing, e);
      if (PostgresFailure.isLockTimeout(e)) {
        throw appendLock.tableLocked(writing, e);
      }
      if (keysLookedUp || !PostgresFailure.isUniqueViolation(e)) {
        throw e;
      }
      return false;
    }
  }

  // The commit was sent together with the rows. An error in one of the statements keeps the rest
  // from being run, and after an error
  // in the commit itself PostgreSQL has rolled back; in either case the connection goes on. One
  // that does not may have been lost
  // after the commit.
  private void throwUnlessNothingWritten(Session writing, SQLException failure) {
    if (PostgresFailure.isIdleTimeout(failure)) {
      return; // the server ended the session before the statements reached it
    }
    try {
      writing.run(PostgresSql.ROLLBACK);
    } catch (SQLException e) {
      failure.addSuppressed(e);
      throw lostAnswer(failure);
    }
  }

  /** Returns the connection, another one if the last one failed. */
  private Session live() throws SQLException {
    Session open = session;
    if (open == null) {
      open = connector.connect();
      session = open;
    }
    return open;
  }

  // After a failure nothing is taken for granted: whatever transaction is open ends with the
  // connection, and the next append opens
  // another one.
  private void discard() {
    Session failed = session;
    session = null;
    Connector.closeQuietly(failed);
  }

  /** Called when no append is under way, or one that has taken too long: its connection is cut. */
  @Override
  public void close() {
    closed = true;
    Session open = session;
    if (open != null && !lock.tryLock()) {
      open.abort();
      return;
    }
    try {
      discard();
    } finally {
      if (lock.isHeldByCurrentThread()) {
        lock.unlock();
      }
    }
  }
}
