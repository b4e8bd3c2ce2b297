package dev.eventstreams.spi;

import java.time.Duration;

/**
 * Tells that somebody may have appended. Hints may be spurious and may be lost: the core looks at the head all the same, only
 * less often. Used by one thread, closed by any.
 */
public interface Notifier extends AutoCloseable {

  /**
   * Waits for a hint, for the timeout, or until closed, whichever comes first. What happened before the previous call
   * returned need not be hinted at.
   *
   * @return whether there was a hint
   * @throws InterruptedException if the waiting thread is interrupted
   * @throws dev.eventstreams.StorageException if the source of hints failed; if the store is {@linkplain
   *     dev.eventstreams.StorageException#lost() lost}, every watch ends with that
   */
  boolean await(Duration timeout) throws InterruptedException;

  /** Ends the waiting at once, now and later. Idempotent. */
  @Override
  void close();

  /** Returns a notifier that never hints: for a store that no other process and no other handle can append to. */
  static Notifier silent() {
    return new SilentNotifier();
  }
}
