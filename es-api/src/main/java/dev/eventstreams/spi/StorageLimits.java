package dev.eventstreams.spi;

/**
 * The limits of a backend; the core refuses larger appends before they reach the backend. The
 * limits count the bytes that the backend gets. Encrypted data is longer than the plain data, for
 * one recipient by 88 bytes. So a limit for data should leave a mebibyte above the 16 MiB that
 * applications are promised.
 *
 * @param maxDataBytes the most bytes in the data of one event, and in the state of a snapshot
 * @param maxBatchEvents the most events in one append
 * @param maxBatchBytes the most bytes in one append, data and metadata together
 */
public record StorageLimits(int maxDataBytes, int maxBatchEvents, long maxBatchBytes) {

  private static final StorageLimits NONE =
      new StorageLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);

  /** Returns the limits for a backend that needs none. */
  public static StorageLimits none() {
    return NONE;
  }
}
