package dev.eventstreams.core;

import dev.eventstreams.spi.StorageLimits;

/**
 * The most that a store accepts; more is refused before anything is written (contract A9). A
 * backend may accept less.
 *
 * @param maxDataBytes the data of one event, and the state of a snapshot; by default 16 MiB
 * @param maxMetadataBytes the metadata of one event, as JSON in UTF-8; by default 64 KiB
 * @param maxBatchEvents the events of one append; by default 100,000
 * @param maxBatchBytes data and metadata of one append together; by default 64 MiB
 */
public record Limits(
    int maxDataBytes, int maxMetadataBytes, int maxBatchEvents, long maxBatchBytes) {

  private static final Limits DEFAULTS = new Limits(16 << 20, 64 << 10, 100_000, 64 << 20);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if {@code maxMetadataBytes} is below 2, or another limit below
   *     1
   */
  public Limits {
    if (maxDataBytes < 1 || maxMetadataBytes < 2 || maxBatchEvents < 1 || maxBatchBytes < 1) {
      throw new IllegalArgumentException("a limit is too small to store anything: " + maxDataBytes
          + ", " + maxMetadataBytes + ", " + maxBatchEvents + ", " + maxBatchBytes);
    }
  }

  /** Returns the default limits. */
  public static Limits defaults() {
    return DEFAULTS;
  }

  /** Returns these limits with another limit for the data of an event. */
  public Limits withMaxDataBytes(int bytes) {
    return new Limits(bytes, maxMetadataBytes, maxBatchEvents, maxBatchBytes);
  }

  /** Returns these limits with another limit for the metadata of an event. */
  public Limits withMaxMetadataBytes(int bytes) {
    return new Limits(maxDataBytes, bytes, maxBatchEvents, maxBatchBytes);
  }

  /** Returns these limits with another limit for the events of an append. */
  public Limits withMaxBatchEvents(int events) {
    return new Limits(maxDataBytes, maxMetadataBytes, events, maxBatchBytes);
  }

  /** Returns these limits with another limit for the bytes of an append. */
  public Limits withMaxBatchBytes(long bytes) {
    return new Limits(maxDataBytes, maxMetadataBytes, maxBatchEvents, bytes);
  }

  /** Returns the lower of these limits and the backend's, limit by limit. */
  Limits within(StorageLimits backend) {
    return new Limits(
        Math.min(maxDataBytes, backend.maxDataBytes()),
        maxMetadataBytes,
        Math.min(maxBatchEvents, backend.maxBatchEvents()),
        Math.min(maxBatchBytes, backend.maxBatchBytes()));
  }

  /** Refuses too many bytes; the message names the kind, the size and the limit. */
  static void checkData(String what, int bytes, int limit) {
    if (bytes > limit) {
      throw new IllegalArgumentException(what + " of " + bytes + " bytes; the limit is " + limit);
    }
  }
}
