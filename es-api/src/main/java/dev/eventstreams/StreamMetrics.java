package dev.eventstreams;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a stream, or of the whole store, without reading its events.
 *
 * @param source the stream's id, or {@code @all}
 * @param version the last event's version; its position for {@code @all}; 0 if there is none
 * @param eventCount how many events there are
 * @param lastTimestamp when the last event was committed; null if there is none
 * @param location where the store keeps its data, without any password
 */
public record StreamMetrics(
    String source,
    long version,
    long eventCount,
    @Nullable Instant lastTimestamp,
    String location) {}
