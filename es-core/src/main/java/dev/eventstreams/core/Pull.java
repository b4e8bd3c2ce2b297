package dev.eventstreams.core;

import org.jspecify.annotations.Nullable;

/**
 * The source of a subscription's elements. Used by one thread at a time, except for {@link #close}
 * and the signal.
 */
interface Pull<T> {

  /**
   * Returns the next element, or null if there is none now; throws the error for the subscriber.
   */
  @Nullable T poll();

  /** Returns whether it is known, without another read, that there will never be a next element. */
  boolean exhausted();

  /**
   * Returns the error for the subscriber, even if it requested nothing; null while there is none.
   */
  default @Nullable Throwable failure() {
    return null;
  }

  /** Called after the polled element was handed over. */
  void delivered();

  /** Sets the action to run when, after a null, there may be an element or the end. */
  void onSignal(Runnable signal);

  /** Ends the source and frees its resources. */
  void close();
}
