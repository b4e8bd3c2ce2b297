package dev.eventstreams.spi;

/**
 * What a backend can take at most; the core refuses more before the backend sees it. What is counted are the bytes that the
 * backend is given: encrypted data is longer than what it was made of, for one recipient by 88 bytes, so a limit for data should
 * leave a mebibyte above the 16 MiB that applications are promised.
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
