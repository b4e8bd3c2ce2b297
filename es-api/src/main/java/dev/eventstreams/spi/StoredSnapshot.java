package dev.eventstreams.spi;

import dev.eventstreams.Bytes;

/**
 * A snapshot as a backend stores it.
 *
 * @param source {@code @all} or a stream id
 * @param projection the projection's name
 * @param version the version or position of the last event folded in
 * @param timestamp the time of the save, in microseconds since 1970-01-01T00:00Z
 * @param state opaque bytes
 * @param format the format of the state, which only the core interprets; 0 for plain
 */
public record StoredSnapshot(
    String source, String projection, long version, long timestamp, Bytes state, int format) {}
