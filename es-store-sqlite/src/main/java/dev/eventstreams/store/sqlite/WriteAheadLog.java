package dev.eventstreams.store.sqlite;

import java.io.File;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The log beside the file, into which SQLite commits, and the connection that copies it into the
 * file.
 *
 * <p>SQLite restarts the log at its beginning only when all of it is in the file and no reader
 * needs any of it. Under steady appends this never happens by itself, because each copy ends behind
 * the newest commit. So a log above {@link #LIMIT_BYTES} is <i>emptied</i>: this store neither
 * appends nor reads while the rest is copied. The rest is small: only the commits made during the
 * last copy. SQLite decides which frames may be overwritten. An attempt that fails leaves the log
 * as it was, only longer than wished.
 */
final class WriteAheadLog implements AutoCloseable {

  /**
   * A longer log is emptied. SQLite truncates the file to this length, so a longer file is a log
   * that was written that far.
   */
  static final long LIMIT_BYTES = 48 << 20;

  /**
   * No append writes to a longer log before it is emptied, unless the last attempt to empty it
   * failed.
   */
  static final long BOUND_BYTES = 64 << 20;

  private static final System.Logger LOG = System.getLogger(WriteAheadLog.class.getName());
  private static final long PATIENCE_MILLIS = 2_000;
  private static final long LIMIT_FRAMES = LIMIT_BYTES / 4_096;

  private final SqliteFile file;
  private final ReaderPool readers;
  private final Connector connector;
  private final File log;
  private final ReentrantLock checkpointing = new ReentrantLock();

  // Guarded by "checkpointing".
  private @Nullable Session session;
  private long keptAt = -1;

  private volatile long emptyAbove = LIMIT_BYTES;
  private volatile boolean reported;

  WriteAheadLog(SqliteFile file, ReaderPool readers, Connector connector) {
    this.file = file;
    this.readers = readers;
    this.connector = connector;
    this.log = file.log();
  }

  /** Creates the connection for checkpoints. */
  interface Connector {
    Session connect() throws SQLException;
  }

  /**
   * The row that a checkpoint returns: whether it was blocked, the number of frames in the log, and
   * how many of them are in the file.
   */
  private record Checkpoint(boolean busy, long frames, long copied) {}

  /** Returns the size of the log's file in bytes. */
  long size() {
    return log.length();
  }

  /** Returns whether the log is so long that it must be emptied. */
  boolean isLong() {
    return size() > emptyAbove;
  }

  /** Returns whether the log is so long that it must be emptied before the next append. */
  boolean isTooLong() {
    return size() > Math.max(BOUND_BYTES, emptyAbove);
  }

  /** Returns whether the last attempt to empty the log failed. */
  boolean isKept() {
    return emptyAbove > LIMIT_BYTES;
  }

  /**
   * Copies the frames that no reader keeps in the log into the file. Appends and reads continue
   * meanwhile.
   */
  void copy() throws SQLException {
    checkpointing.lock();
    try {
      Checkpoint done = checkpoint(SqliteSql.COPY_LOG);
      if (isKept() && done.copied != keptAt && done.frames - done.copied <= LIMIT_FRAMES) {
        emptyAbove = LIMIT_BYTES; // the cause of the failure is gone
      }
    } finally {
      checkpointing.unlock();
    }
  }

  /** Empties the log if it is long. The caller holds the writer's lock, so this store appends nothing meanwhile. */
  void empty() {
    checkpointing.lock();
    try {
      if (isLong()) {
        Checkpoint done = readers.whileNoneReads(PATIENCE_MILLIS, this::emptied);
        if (done != null && !done.busy) {
          emptyAbove = LIMIT_BYTES;
          reported = false;
        } else {
          keep(done == null ? -1 : done.copied);
          reportKept(done);
        }
      }
    } catch (Throwable e) { // this must not fail the append that follows
      keep(-1);
      report(e);
    } finally {
      checkpointing.unlock();
    }
  }

  private Checkpoint emptied() throws SQLException {
    return checkpoint(size() > BOUND_BYTES ? SqliteSql.CUT_LOG : SqliteSql.EMPTY_LOG);
  }

  // The next attempt is made when the log is twice as long, or when more of it could be copied:
  // each attempt stops the appends for a moment.
  private void keep(long copied) {
    keptAt = copied;
    emptyAbove = 2 * Math.max(size(), LIMIT_BYTES);
  }

  private void reportKept(@Nullable Checkpoint done) {
    if (done != null && done.frames >= 0 && size() > BOUND_BYTES && !reported) {
      reported = true;
      LOG.log(
          Level.WARNING,
          "the log of " + SqliteFailure.shown(file.path()) + " has " + (size() >> 20)
              + " MiB and cannot be emptied: another connection, perhaps of another program, has a transaction open");
    }
  }

  /**
   * Logs a failure, once until the log is emptied again. Throws nothing; without memory, logs
   * nothing.
   */
  void report(Throwable failure) {
    if (!reported) {
      try {
        LOG.log(
            Level.WARNING,
            "cannot move the log of " + SqliteFailure.shown(file.path())
                + " into the file; a retry will follow",
            failure);
        reported = true;
      } catch (Throwable e) {
        reported = false;
      }
    }
  }

  private Checkpoint checkpoint(String sql) throws SQLException {
    boolean sound = false;
    try {
      Session open = session();
      file.verify(); // never copy into a file that is no longer the store's
      Checkpoint done = Objects.requireNonNull(open.first(
          sql, row -> new Checkpoint(row.getBoolean(1), row.getLong(2), row.getLong(3))));
      sound = true;
      return done;
    } finally {
      if (!sound) {
        close();
      }
    }
  }

  private Session session() throws SQLException {
    Session open = session;
    if (open == null) {
      open = connector.connect();
      session = open;
      open.first(SqliteSql.SHORT_BUSY_TIMEOUT, row -> row.getLong(1));
    }
    return open;
  }

  @Override
  public void close() {
    checkpointing.lock();
    try {
      Session open = session;
      session = null;
      if (open != null) {
        file.discard(open);
      }
    } finally {
      checkpointing.unlock();
    }
  }
}
