package dev.eventstreams;

/**
 * Where one event of an append stands.
 *
 * @param streamId the stream
 * @param version its version there
 * @param position its position in the store
 * @param repeat true if an event with its idempotency key was there already: version and position are that one's, and
 *     nothing was written for it
 */
public record AppendedEvent(String streamId, long version, long position, boolean repeat) {}
