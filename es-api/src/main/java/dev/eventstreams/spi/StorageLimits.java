package dev.eventstreams.spi;

/**
 * What a backend can take at most; the core refuses more before the backend sees it.
 *
 * @param maxDataBytes the data of one event, and the state of a snapshot
 * @param maxBatchEvents the events of one append
 * @param maxBatchBytes data and metadata of one append together
 */
public record StorageLimits(int maxDataBytes, int maxBatchEvents, long maxBatchBytes) {

  private static final StorageLimits NONE =
      new StorageLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);

  /** Returns the limits of a backend that has none of its own. */
  public static StorageLimits none() {
    return NONE;
  }
}
