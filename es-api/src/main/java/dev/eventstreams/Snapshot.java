package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.time.Instant;
import java.util.Objects;

/**
 * The state of a projection after it has folded in the events up to a version.
 *
 * <p>Folding {@code read().after(snapshot.version())} into the state gives the same state as a full
 * replay.
 *
 * @param streamId the id of the stream whose events were folded, or {@code @all}
 * @param projection the projection's name, 1–255 code points
 * @param version the version of the last event folded in; a position if the source is {@code @all};
 *     0 if there was none
 * @param state the state, in the application's own encoding
 * @param timestamp when the snapshot was saved, in whole microseconds of UTC
 */
public record Snapshot(
    String streamId, String projection, long version, Bytes state, Instant timestamp) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the projection's name is not valid or the version is below
   *     0
   */
  public Snapshot {
    Objects.requireNonNull(streamId, "streamId");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(timestamp, "timestamp");
    Names.projection(projection);
    if (version < 0) {
      throw new IllegalArgumentException("snapshot version " + version + " is below 0");
    }
  }
}
