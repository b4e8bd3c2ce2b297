package dev.eventstreams;

/**
 * The version and position of one event of an append.
 *
 * @param streamId the id of the stream
 * @param version the version of the event in its stream
 * @param position the position of the event in the store
 * @param repeat true if the stream already had an event with this idempotency key: version and
 *     position are those of the stored event, and nothing was written for this one
 */
public record AppendedEvent(String streamId, long version, long position, boolean repeat) {}
