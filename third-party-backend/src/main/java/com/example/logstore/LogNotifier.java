package com.example.logstore;

import dev.eventstreams.spi.Notifier;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Gives a hint at every append of this process, including the appends of the same handle: hints may
 * be spurious.
 */
final class LogNotifier implements Notifier {

  private final LogStore store;
  private final Semaphore hints = new Semaphore(0);
  private volatile boolean closed;

  LogNotifier(LogStore store) {
    this.store = store;
    store.notifiers.add(this);
  }

  void hint() {
    if (hints.availablePermits() == 0) {
      hints.release();
    }
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    if (closed) {
      return false;
    }
    boolean hinted = hints.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
    hints.drainPermits();
    return hinted && !closed;
  }

  @Override
  public void close() {
    closed = true;
    store.notifiers.remove(this);
    hints.release();
  }
}
