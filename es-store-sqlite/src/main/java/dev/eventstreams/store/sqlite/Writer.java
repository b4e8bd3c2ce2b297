package dev.eventstreams.store.sqlite;

import dev.eventstreams.core.adapter.AppendPlanner;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that writes. SQLite has one writer at a time whatever is done, so all writing of this process queues here
 * rather than for the file's lock, which is taken at the beginning of each transaction: what the transaction reads is then the
 * newest state, and stays so until it commits.
 */
final class Writer implements AutoCloseable {

  private static final long CLOSE_SECONDS = 5;

  private final SqliteFile file;
  private final Clock clock;
  private final Names names;
  private final GroupFacts facts;
  private final WriterMemory memory = new WriterMemory();
  private final EventRows eventRows = new EventRows();
  private final TypePositions typePositions = new TypePositions();
  private final Checkpointer checkpointer;
  private final ReentrantLock lock =
      new ReentrantLock(); // not interruptible: what has begun is finished
  private @Nullable Session session;

  Writer(
      SqliteFile file,
      @Nullable Session session,
      Names names,
      PageReader pages,
      ReaderPool readers,
      Clock clock) {
    this.file = file;
    this.session = session;
    this.names = names;
    this.clock = clock;
    this.facts = new GroupFacts(names, pages, memory);
    this.checkpointer =
        new Checkpointer(file, new WriteAheadLog(file, readers, file::connect), lock);
  }

  /** What is done with the connection. */
  interface Work<T extends @Nullable Object> {
    T with(Session session) throws SQLException;
  }

  /** Does the work, of about so many bytes, in a transaction. */
  <T extends @Nullable Object> T run(String doing, long bytes, Work<T> work) {
    return locked(doing, () -> {
      checkpointer.makeRoom();
      Session writing = session();
      file.beginWriting(writing);
      T result = work.with(writing);
      commit(writing);
      checkpointer.wrote(bytes);
      return result;
    });
  }

  // Optimistic: most keys are new. The unique index finds those that are not, and then all are
  // looked up.
  GroupOutcome append(List<AppendRequest> group) {
    return locked("append to", () -> {
      GroupOutcome outcome = attempt(group, false);
      return outcome != null ? outcome : Objects.requireNonNull(attempt(group, true));
    });
  }

  private <T extends @Nullable Object> T locked(String doing, Patience.Attempt<T> work) {
    lock.lock();
    try {
      return work.run();
    } catch (SQLException e) {
      discard();
      throw file.failure(doing, e);
    } catch (Throwable e) {
      discard();
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /** Returns null if a unique index refused what was decided without looking keys up; nothing is written then. */
  private @Nullable GroupOutcome attempt(List<AppendRequest> group, boolean lookUpKeys)
      throws SQLException {
    checkpointer.makeRoom();
    Session writing = session();
    file.beginWriting(writing);
    memory.refresh(writing);
    GroupOutcome outcome = decide(writing, group, lookUpKeys);
    List<EventRecord> events = outcome.written();
    if (events.isEmpty()) {
      writing.rollback();
      return outcome;
    }
    NewNames streams = NewNames.of(
        writing,
        names.streams(),
        events,
        EventRecord::streamId,
        SqliteSql.NEW_STREAMS,
        SqliteSql.STREAM_KEYS);
    NewNames types = NewNames.of(
        writing,
        names.types(),
        events,
        EventRecord::type,
        SqliteSql.NEW_TYPES,
        SqliteSql.TYPE_KEYS);
    try {
      eventRows.insert(writing, events, streams, types);
    } catch (SQLException e) {
      if (lookUpKeys || !SqliteFailure.isConstraint(e)) {
        throw e;
      }
      writing.rollback();
      memory.forget();
      return null;
    }
    typePositions.insert(writing, events, types);
    commit(writing);
    remember(streams, types, events);
    return outcome;
  }

  // What is committed is acknowledged, also if nothing of it can be remembered.
  private void remember(NewNames streams, NewNames types, List<EventRecord> events) {
    try {
      streams.committed();
      types.committed();
      memory.committed(events);
      checkpointer.wrote(events);
    } catch (Error e) { // memory is exhausted
      memory.forget();
    }
  }

  private GroupOutcome decide(Session writing, List<AppendRequest> group, boolean lookUpKeys)
      throws SQLException {
    GroupOutcome outcome =
        AppendPlanner.decide(group, facts.gather(writing, group, lookUpKeys), clock);
    // A refused request may be nothing but repeats, which is not refused.
    return lookUpKeys || !GroupFacts.refusesKeys(group, outcome)
        ? outcome
        : AppendPlanner.decide(group, facts.gather(writing, group, true), clock);
  }

  // A commit that fails may have reached the disk all the same, and be found there after a crash.
  // Only a lock that was not got is known to have left nothing.
  private void commit(Session writing) throws SQLException {
    try {
      writing.commit();
    } catch (SQLException e) {
      if (SqliteFailure.isBusy(e)) {
        throw e;
      }
      throw SqliteFailure.unknownCommit(file.path(), e);
    } catch (Error e) { // memory is exhausted, before the commit or after it
      throw SqliteFailure.unknownCommit(file.path(), e);
    }
  }

  private Session session() throws SQLException {
    Session open = session;
    if (open == null) {
      open = file.connect();
      session = open;
    }
    return open;
  }

  // After a failure nothing is taken for granted: whatever transaction is open ends with the
  // connection, and the next append opens another one.
  private void discard() {
    memory.forget();
    Session failed = session;
    session = null;
    if (failed != null) {
      file.discard(failed);
    }
  }

  /** Waits for what is under way, but not for ever. */
  @Override
  public void close() {
    checkpointer.close();
    boolean held = false;
    boolean interrupted = Thread.interrupted();
    try {
      held = lock.tryLock(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    try {
      discard();
    } finally {
      if (held) {
        lock.unlock();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
