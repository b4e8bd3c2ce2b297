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
 * The one connection of a store that writes. SQLite allows one writer at a time, so all writes of
 * this store wait here instead of waiting for the file's lock. Each transaction takes the file's
 * lock at its beginning. So the transaction reads the newest state, and that state stays the newest
 * until the transaction commits.
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
  // Locked uninterruptibly: a write that has begun is finished.
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Session session;

  Writer(
      SqliteFile file,
      @Nullable Session session,
      Names names,
      PageReader pages,
      WriteAheadLog log,
      Clock clock) {
    this.file = file;
    this.session = session;
    this.names = names;
    this.clock = clock;
    this.facts = new GroupFacts(names, pages, memory);
    this.checkpointer = new Checkpointer(file, log, lock);
  }

  /** Work with the connection. */
  interface Work<T extends @Nullable Object> {
    T with(Session session) throws SQLException;
  }

  /** Runs the work, which writes about {@code bytes} bytes, in a transaction. */
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

  // Optimistic: most idempotency keys are new, so they are not looked up. If the unique index
  // refuses one, a second attempt looks up all of them.
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

  /**
   * Returns null, and writes nothing, if keys were not looked up and a unique index refused the
   * events.
   */
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
    TagIndex.insert(writing, events);
    commit(writing);
    remember(streams, types, events);
    return outcome;
  }

  // A committed append is acknowledged even if the caches cannot be updated.
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
    // A refused request may consist of repeats alone, and repeats are not refused.
    return lookUpKeys || !GroupFacts.refusesKeys(group, outcome)
        ? outcome
        : AppendPlanner.decide(group, facts.gather(writing, group, true), clock);
  }

  // A failed commit may nevertheless have reached the disk, and be found there after a crash. Only
  // a commit that got no lock is known to have written nothing.
  private void commit(Session writing) throws SQLException {
    try {
      writing.commit();
    } catch (SQLException e) {
      if (SqliteFailure.isBusy(e)) {
        throw e;
      }
      throw SqliteFailure.unknownCommit(file.path(), e);
    } catch (Error e) { // memory was exhausted before or after the commit
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

  // After a failure no remembered state is trusted. An open transaction ends with the connection,
  // and the next append opens another connection.
  private void discard() {
    memory.forget();
    Session failed = session;
    session = null;
    if (failed != null) {
      file.discard(failed);
    }
  }

  /** Waits for the write under way, but not for ever. */
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
