package dev.eventstreams;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a stream or of the whole store, found without reading events.
 *
 * @param source the stream's id, or {@code @all}
 * @param version the head: the version of the last event, or its position for {@code @all}; 0 if
 *     there is none
 * @param eventCount the number of events
 * @param lastTimestamp the timestamp of the last event; null if there is none
 * @param location where the store keeps its data, without any password
 */
public record StreamMetrics(
    String source,
    long version,
    long eventCount,
    @Nullable Instant lastTimestamp,
    String location) {}
