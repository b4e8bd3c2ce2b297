package dev.eventstreams.spi;

/** What a backend can do beside the rules that hold for all; the kit checks what is declared, and says what is not. */
public enum Capability {
  /** An acknowledged append survives the death of the process. */
  DURABLE,
  /**
   * Several stores of one process may be open on it at once and append to it. Without this, a second opening is refused with
   * {@link dev.eventstreams.StoreLockedException}.
   */
  SHARED,
  /** Several processes may have the store open and append to it; goes with {@link #SHARED}. */
  MULTI_PROCESS,
  /** The store, reopened at the same URL after it was closed, has the same events. */
  SURVIVES_RESTART
}
