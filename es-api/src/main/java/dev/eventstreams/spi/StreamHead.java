package dev.eventstreams.spi;

/**
 * The head of a stream or of the store.
 *
 * @param last the version of the last event, or its position for the store; 0 if there is none
 * @param count the number of events
 * @param timestamp the timestamp of the last event, in microseconds since 1970-01-01T00:00Z; 0 if
 *     there is none
 */
public record StreamHead(long last, long count, long timestamp) {}
