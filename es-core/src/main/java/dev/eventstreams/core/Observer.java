package dev.eventstreams.core;

import dev.eventstreams.StoreListener;
import java.lang.System.Logger.Level;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Passes observations to a listener in a thread of its own, so that no call waits for the listener.
 *
 * <p>Observations are in order: one queue, one thread. An observation that does not fit the queue is
 * counted and dropped.
 */
final class Observer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Observer.class.getName());
  private static final int MOST_WAITING = 10_000;
  private static final long CLOSE_MILLIS = 1_000;
  private static final Consumer<StoreListener> END = new End();

  /** Ends the thread. */
  private static final class End implements Consumer<StoreListener> {
    @Override
    public void accept(StoreListener listener) {}
  }

  private final StoreListener listener;
  private final BlockingQueue<Consumer<StoreListener>> waiting =
      new LinkedBlockingQueue<>(MOST_WAITING);
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicBoolean started = new AtomicBoolean();
  private final Thread thread;
  private volatile boolean closed;
  private boolean reported;

  Observer(StoreListener listener) {
    this.listener = listener;
    this.thread = new Thread(this::run, "es-listener");
    thread.setDaemon(true);
  }

  /** Has the listener receive an observation later. Never waits and never throws. */
  void observe(Consumer<StoreListener> observation) {
    if (closed || !isStarted() || !waiting.offer(observation)) {
      dropped.incrementAndGet();
    }
  }

  private boolean isStarted() {
    if (!started.getAndSet(true)) {
      try {
        thread.start();
      } catch (Throwable e) { // an Error too: the system may have no thread left
        started.set(false);
        return false;
      }
    }
    return true;
  }

  private void run() {
    try {
      for (Consumer<StoreListener> next = waiting.take(); next != END; next = waiting.take()) {
        pass(next);
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
          pass(to -> to.onDropped(lost));
        }
      }
    } catch (InterruptedException e) { // closing has waited long enough
      return;
    }
  }

  private void pass(Consumer<StoreListener> observation) {
    try {
      observation.accept(listener);
    } catch (Throwable e) { // an Error too: the next observation may work
      if (!reported) {
        reported = true;
        LOG.log(Level.WARNING, "a store listener failed; later failures are not logged", e);
      }
    }
  }

  /** Waits for a second at most until the listener has received everything. */
  @Override
  public void close() {
    closed = true;
    boolean interrupted = Thread.interrupted();
    try {
      if (waiting.offer(END, CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        thread.join(CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      thread.interrupt();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
