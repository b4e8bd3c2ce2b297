package dev.eventstreams.spi;

/**
 * What a backend can do beyond the rules that hold for every backend. The kit checks the declared
 * capabilities and reports those that are not declared.
 */
public enum Capability {
  /** An acknowledged append survives the death of the process. */
  DURABLE,
  /**
   * One process may open the store several times at once and append through every opening. Without
   * this capability, a second opening is refused with {@link
   * dev.eventstreams.StoreLockedException}.
   */
  SHARED,
  /**
   * Several processes may have the store open at once and append to it; requires {@link #SHARED}.
   */
  MULTI_PROCESS,
  /** A store that is closed and opened again at the same URL has the same events. */
  SURVIVES_RESTART
}
