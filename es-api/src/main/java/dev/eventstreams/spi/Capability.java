package dev.eventstreams.spi;

/** What a backend can do beside the rules that hold for all; the kit checks what is declared, and says what is not. */
public enum Capability {
  /** An acknowledged append survives the death of the process. */
  DURABLE,
  /** Several processes may have the store open and append to it. */
  MULTI_PROCESS,
  /** The store, reopened at the same URL after it was closed, has the same events. */
  SURVIVES_RESTART
}
