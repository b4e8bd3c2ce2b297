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
 * Judges groups and writes them. A group takes two round trips, besides those for conditions and
 * repeats: one takes the lock and reads the facts, one writes and commits. A small group that
 * continues at the state of this process's last write takes {@link OneTrip}.
 *
 * <p><b>Positions follow commits, for every reader on every connection (R4).</b> Positions are
 * assigned under the lock. PostgreSQL releases a transaction's advisory locks after it has made the
 * transaction visible: {@code CommitTransaction} in {@code xact.c} calls
 * {@code ProcArrayEndTransaction} ("let others know about no transaction in progress by me", which
 * "must be done before releasing locks") before
 * {@code ResourceOwnerRelease(…, RESOURCE_RELEASE_LOCKS, …)}. So the next process that gets the
 * lock, and assigns higher positions, commits when the lower positions are visible to every
 * snapshot that is taken from then on: no snapshot has a position without all positions below it.
 * This also holds on a replica, because a replica replays commits in the order of their records in
 * the log.
 *
 * <p><b>No remembered fact counts.</b> Under the lock, each time, heads, keys and numbers of names
 * are read, or the guess at them is checked. So the next group is judged by the state of the store,
 * no matter what became of a commit whose answer was lost.
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
      new ReentrantLock(); // not interruptible: an append that has begun is finished
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
        connection.discard(); // a connection may have been made since the close
      }
      lock.unlock();
    }
  }

  // Optimistic: most keys are new. If the unique index finds one that is not new, all keys are
  // looked up.
  private GroupOutcome twoTrips(List<AppendRequest> group, Questions questions, boolean keyThere)
      throws SQLException {
    GroupOutcome outcome = keyThere ? null : attempt(group, questions, false, null);
    return outcome != null
        ? outcome
        : Objects.requireNonNull(attempt(group, questions, true, null));
  }

  // The server may have executed the statement, may be executing it, or may not have read it yet.
  // This attempt takes the lock on another connection. Under the lock, in the first case the events
  // are visible, and in the second case the statement has ended. In the third case the statement
  // will find the store changed and write nothing: either another process has written, or this
  // attempt writes the group, or this attempt is refused for a key, and then the unique index
  // refuses the key in that statement too. A group that was judged by the guess cannot be refused
  // for any other reason.
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

  /**
   * Returns null, with nothing written, if a unique index refused the outcome that was decided
   * without looking the keys up.
   */
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
    // A refused request may consist of repeats only, and repeats are not refused.
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

  /**
   * Called when no append is under way, or when one has taken too long: then its connection is cut.
   */
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
