package dev.eventstreams.spi;

/**
 * Where a stream or the store ends.
 *
 * @param last the last event's version, or its position for the store; 0 if there is none
 * @param count how many events there are
 * @param timestamp when the last event was committed, in microseconds since 1970-01-01T00:00Z; 0 if there is none
 */
public record StreamHead(long last, long count, long timestamp) {}
