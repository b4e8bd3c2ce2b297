package dev.eventstreams.store.sqlite;

import dev.eventstreams.spi.Notifier;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gives a hint when another connection has committed. It polls {@code PRAGMA data_version} a
 * hundred times a second, at the cost of a look at shared memory. It uses a separate connection,
 * because the value never changes within a transaction.
 */
final class SqliteNotifier implements Notifier {

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final SqliteFile file;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Session session;
  private long seen;

  SqliteNotifier(SqliteFile file) {
    this.file = file;
    this.seen = version();
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      long version = version();
      if (version != seen) {
        seen = version;
        return closed.getCount() > 0;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0 || closed.await(Math.min(left, POLL_NANOS), TimeUnit.NANOSECONDS)) {
        return false;
      }
    }
  }

  private long version() {
    lock.lock();
    try {
      if (closed.getCount() == 0) {
        return seen;
      }
      Session open = session;
      if (open == null) {
        open = file.connect();
        session = open;
      }
      return file.dataVersion(open);
    } catch (SQLException e) {
      disconnect();
      throw file.failure("watch", e);
    } catch (RuntimeException | Error e) {
      disconnect();
      throw e;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    lock.lock();
    try {
      disconnect();
    } finally {
      lock.unlock();
    }
  }

  private void disconnect() {
    Session open = session;
    session = null;
    if (open != null) {
      file.discard(open);
    }
  }
}
