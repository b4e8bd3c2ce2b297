package dev.eventstreams.core.adapter;

/**
 * The place of the event with an idempotency key.
 *
 * @param version its version in its stream
 * @param position its position in the store
 * @param type its type
 */
public record KnownKey(long version, long position, String type) {}
