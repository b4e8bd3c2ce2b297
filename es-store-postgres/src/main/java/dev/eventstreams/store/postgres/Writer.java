package dev.eventstreams.store.postgres;

import dev.eventstreams.core.adapter.AppendPlanner;
import dev.eventstreams.core.adapter.Questions;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Judges groups and writes them. Each takes two round trips: one takes the lock and asks, one writes and commits. A small one that
 * goes on where this process wrote last takes {@link OneTrip}.
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

  private final PostgresSettings settings;
  private final WriteConnection connection;
  private final PageReader pages;
  private final Clock clock;
  private final AppendLock appendLock;
  private final Inquiry inquiry;
  private final LastSeen seen = new LastSeen();
  private final OneTrip oneTrip;
  private final ReentrantLock lock =
      new ReentrantLock(); // not interruptible: what has begun is finished
  private volatile boolean closed;

  Writer(
      PostgresSettings settings,
      Connector connector,
      Session session,
      PageReader pages,
      Clock clock) {
    this.settings = settings;
    this.connection = new WriteConnection(connector, session);
    this.pages = pages;
    this.clock = clock;
    this.appendLock = new AppendLock(settings);
    this.inquiry = new Inquiry(connection, appendLock, pages);
    this.oneTrip = new OneTrip(settings, seen, clock);
  }

  GroupOutcome append(List<AppendRequest> group) {
    lock.lock();
    try {
      Questions questions = AppendPlanner.questions(group);
      Session trusted = connection.trusted();
      if (trusted == null) {
        return twoTrips(group, questions, false);
      }
      OneTrip.Answer answer = oneTrip.attempt(trusted, group, questions);
      return switch (answer.fate()) {
        case WRITTEN -> {
          connection.committed();
          yield Objects.requireNonNull(answer.outcome());
        }
        case NOT_WRITTEN -> twoTrips(group, questions, false);
        case KEY_THERE -> twoTrips(group, questions, true);
        case LOST -> afterLost(group, questions, answer);
      };
    } catch (SQLException e) {
      connection.discard();
      throw PostgresFailure.of(settings.location(), "append to", PostgresFailure.told(e));
    } catch (RuntimeException | Error e) {
      connection.discard();
      throw e;
    } finally {
      if (closed) {
        connection.discard(); // whatever connection was made since
      }
      lock.unlock();
    }
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
    LostCommit lost = new LostCommit(Objects.requireNonNull(answer.outcome()));
    connection.discard();
    if (closed) {
      throw LostCommit.unknown(settings.location(), Objects.requireNonNull(answer.failure()));
    }
    try {
      GroupOutcome outcome = attempt(group, questions, false, lost);
      return outcome != null
          ? outcome
          : Objects.requireNonNull(attempt(group, questions, true, lost));
    } catch (SQLException | RuntimeException e) {
      e.addSuppressed(answer.failure());
      throw LostCommit.unknown(settings.location(), e);
    }
  }

  /** Returns null if a unique index refused what was decided without looking keys up; nothing is written then. */
  private @Nullable GroupOutcome attempt(
      List<AppendRequest> group, Questions questions, boolean lookUpKeys, @Nullable LostCommit lost)
      throws SQLException {
    GroupFacts facts = inquiry.ask(group, questions);
    Session writing = connection.live();
    if (lost != null && lost.happened(writing, pages)) {
      return lost.outcome();
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

  private boolean write(
      Session writing, GroupOutcome outcome, GroupFacts facts, boolean keysLookedUp)
      throws SQLException {
    try {
      EventRows.writeAndCommit(writing, outcome.written(), facts.streams(), facts.types());
      seen.written(outcome, facts);
      connection.committed();
      return true;
    } catch (SQLException e) {
      // After an idle time-out, the server ended the session before the statements reached it.
      if (!PostgresFailure.isIdleTimeout(e) && !WriteConnection.isRolledBack(writing, e)) {
        throw LostCommit.unknown(settings.location(), e);
      }
      if (PostgresFailure.isLockTimeout(e)) {
        throw appendLock.tableLocked(writing, e);
      }
      if (keysLookedUp || !PostgresFailure.isUniqueViolation(e)) {
        throw e;
      }
      return false;
    }
  }

  /** Called when no append is under way, or one that has taken too long: its connection is cut. */
  @Override
  public void close() {
    closed = true;
    if (!lock.tryLock()) {
      connection.cut();
      return;
    }
    try {
      connection.discard();
    } finally {
      lock.unlock();
    }
  }
}
