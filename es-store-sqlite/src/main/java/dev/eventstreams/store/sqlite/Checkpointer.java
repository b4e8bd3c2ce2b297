package dev.eventstreams.store.sqlite;

import dev.eventstreams.spi.EventRecord;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Moves what was committed from the log into the file, on a connection and thread of its own, so that no append waits for it.
 * Passive: it waits for no reader and no writer, and a log that it cannot empty is emptied by the writer at last.
 */
final class Checkpointer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Checkpointer.class.getName());
  private static final long ENOUGH_BYTES = 4 << 20;
  private static final int ROW_BYTES = 100; // with its entries in the indexes, roughly
  private static final int COMMIT_BYTES = 16_384; // the pages that even a small commit rewrites

  private static final long CLOSE_MILLIS = 30_000;

  private final SqliteFile file;
  private final Semaphore due = new Semaphore(0);
  private volatile boolean closed;
  private volatile @Nullable Thread thread;
  private long bytes;

  Checkpointer(SqliteFile file) {
    this.file = file;
  }

  /** Notes what was committed. Called under the writer's lock. */
  void wrote(List<EventRecord> events) {
    bytes += COMMIT_BYTES + (long) ROW_BYTES * events.size();
    for (EventRecord event : events) {
      bytes += event.data().length() + event.metadata().length();
    }
    if (bytes > ENOUGH_BYTES) {
      bytes = 0;
      start();
      due.release();
    }
  }

  private void start() {
    if (thread == null && !closed) {
      Thread started = new Thread(this::run, "es-checkpoint " + file.path());
      started.setDaemon(true);
      started.start();
      thread = started;
    }
  }

  private void run() {
    due.acquireUninterruptibly();
    if (closed) {
      return;
    }
    try (Session session = file.connect()) {
      while (!closed) {
        file.verify();
        session.forEach(SqliteSql.CHECKPOINT, row -> {});
        due.acquireUninterruptibly();
        due.drainPermits();
      }
    } catch (SQLException | RuntimeException e) {
      LOG.log(Level.WARNING, "no more checkpoints beside the appends to " + file.path(), e);
    }
  }

  /** Waits until the connection is closed, since the file may be removed next. Called when nothing is appended any more. */
  @Override
  public void close() {
    closed = true;
    due.release();
    boolean interrupted = Thread.interrupted();
    try {
      Thread running = thread;
      if (running != null) {
        running.join(CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
