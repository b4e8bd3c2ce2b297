package dev.eventstreams.core;

import org.jspecify.annotations.Nullable;

/** Where a subscription takes its elements from; used by one thread at a time, but for {@link #close} and the signal. */
interface Pull<T> {

  /** Returns the next element, or null if there is none now; throws what the subscriber is to get as its error. */
  @Nullable T poll();

  /** Returns whether it is known, without looking further, that there will never be another element. */
  boolean exhausted();

  /** Returns what the subscriber is to get as its error, however little it has asked for; null while there is none. */
  default @Nullable Throwable failure() {
    return null;
  }

  /** Told after the polled element was handed over. */
  void delivered();

  /** Sets what to run when, after a null, there may be an element or the end. */
  void onSignal(Runnable signal);

  /** Ends it and frees what it holds. */
  void close();
}
