package dev.eventstreams.tck;

/** The flaw of the naive backend. */
enum NaiveFlaw {
  /** No flaw. */
  NONE,
  /**
   * Answers before it writes, and writes when 100 frames have come together or when it is closed.
   */
  WRITES_LATER,
  /** Reopens without the last event of the last group. */
  FORGETS_HALF_A_GROUP,
  /** Reopens without its snapshots. */
  FORGETS_SNAPSHOTS,
  /** Never writes the values that are put into it. */
  KEEPS_VALUES_IN_MEMORY,
  /** Knows only the idempotency keys that it wrote itself. */
  FORGETS_KEYS,
  /** Does not check the expected version if another handle was the last to write. */
  TRUSTS_OTHERS,
  /** Keeps its lock if an append fails with an Error. */
  KEEPS_LOCK,
  /** Refuses to be opened by more than five handles at once. */
  REFUSES_THE_SIXTH,
  /** Acknowledges appends that it could not sync. */
  IGNORES_A_FAILED_SYNC,
  /** Syncs again after a sync that failed, and believes the second one. */
  BELIEVES_A_SECOND_SYNC,
  /**
   * Reports that nothing was written after a write or a sync failed, and leaves the bytes that it
   * wrote.
   */
  DENIES_WHAT_IT_WROTE,
  /** Skips every tenth event in an unbounded read of {@code @all} that starts after a position. */
  SKIPS_FOREIGN,
  /** Creates a missing store, also when only an existing store may be opened. */
  MAKES_WHAT_IS_MISSING,
  /** Opens a log of a version that it does not know. */
  OPENS_NEWER,
  /** Refuses a newer log, and empties it. */
  EMPTIES_NEWER,
  /** Parses the metadata of every event for a read with a filter, and fails if it cannot. */
  FAILS_FILTERS,
  /** Like {@link #FAILS_FILTERS}, for conditions alone. */
  FAILS_CONDITIONS,
  /** Reads metadata that it cannot parse as empty metadata. */
  INVENTS_METADATA,
  /** Drops an event whose metadata it cannot parse. */
  DROPS_DAMAGED,
  /** Fails the whole page if it has an event whose metadata it cannot parse. */
  FAILS_PAGES
}
