package dev.eventstreams.store.memory;

import dev.eventstreams.spi.Notifier;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Hints when another handle of the same store has appended. A permit is a hint that was not taken
 * yet.
 */
final class MemoryNotifier implements Notifier {

  private final MemoryHandle owner;
  private final MemoryStore store;
  private final Semaphore hints = new Semaphore(0);
  private volatile boolean closed;

  MemoryNotifier(MemoryHandle owner, MemoryStore store) {
    this.owner = owner;
    this.store = store;
    store.add(this);
  }

  boolean isOf(MemoryHandle handle) {
    return owner == handle;
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
    store.remove(this);
    hints.release();
  }
}
