package dev.eventstreams.spi;

import java.time.Duration;

/**
 * Gives hints that another handle or process may have appended. Hints may be spurious and may be
 * lost: the core also checks the head without hints, only less often. Used by one thread, closed by
 * any thread.
 */
public interface Notifier extends AutoCloseable {

  /**
   * Waits until there is a hint, the timeout ends, or the notifier is closed. Appends before the
   * return of the previous call need no hint.
   *
   * @return whether there was a hint
   * @throws InterruptedException if the waiting thread is interrupted
   * @throws dev.eventstreams.StorageException if the source of hints failed; if the store is
   *     {@linkplain dev.eventstreams.StorageException#lost() lost}, every watch fails with that
   *     exception
   */
  boolean await(Duration timeout) throws InterruptedException;

  /** Ends a wait in progress at once, and every later wait. Idempotent. */
  @Override
  void close();

  /**
   * Returns a notifier that never gives a hint, for a store to which no other process and no other
   * handle can append.
   */
  static Notifier silent() {
    return new SilentNotifier();
  }
}
