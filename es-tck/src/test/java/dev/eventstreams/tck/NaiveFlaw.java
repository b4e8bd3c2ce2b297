package dev.eventstreams.tck;

/** How the naive backend is broken, if it is. */
enum NaiveFlaw {
  /** Not at all. */
  NONE,
  /** Answers before it writes, and writes when much has come together or when it is closed. */
  WRITES_LATER,
  /** Reopens, after it was killed, without the last event of the last group. */
  FORGETS_HALF_A_GROUP,
  /** Reopens without its snapshots. */
  FORGETS_SNAPSHOTS,
  /** Never writes the values that are put into it. */
  KEEPS_VALUES_IN_MEMORY,
  /** Knows only the idempotency keys that it wrote itself. */
  FORGETS_KEYS,
  /** Leaves the expected version unchecked where somebody else was the last to write. */
  TRUSTS_OTHERS,
  /** Keeps its lock where an append fails with an Error. */
  KEEPS_LOCK,
  /** Refuses to be opened by more than five at once. */
  REFUSES_THE_SIXTH,
  /** Acknowledges what it could not sync. */
  IGNORES_A_FAILED_SYNC,
  /** Syncs again after a sync that failed, and believes the second one. */
  BELIEVES_A_SECOND_SYNC,
  /** Reports that nothing was written where a write or a sync failed, and leaves what it wrote. */
  DENIES_WHAT_IT_WROTE,
  /** Skips every tenth event where it looks for what others have appended past a position. */
  SKIPS_FOREIGN,
  /** Makes a store that is not there, also for who wants only what is there. */
  MAKES_WHAT_IS_MISSING,
  /** Opens a log of a version that it does not know. */
  OPENS_NEWER,
  /** Refuses a newer log, and begins it anew. */
  EMPTIES_NEWER,
  /** Parses the metadata of every event that it looks at for a filter, and fails where it cannot. */
  FAILS_FILTERS,
  /** As {@link #FAILS_FILTERS}, for conditions alone. */
  FAILS_CONDITIONS,
  /** Reads metadata that it cannot parse as that of an event without. */
  INVENTS_METADATA,
  /** Drops an event whose metadata it cannot parse. */
  DROPS_DAMAGED,
  /** Fails the whole page that has an event whose metadata it cannot parse. */
  FAILS_PAGES
}
