package dev.eventstreams.spi;

import dev.eventstreams.Bytes;

/**
 * An event as a backend stores it.
 *
 * @param streamId the id of its stream
 * @param version its version in the stream: 1, 2, 3…
 * @param position its position in the store, above 0
 * @param timestamp the time of its commit, in microseconds since 1970-01-01T00:00Z
 * @param type its type
 * @param id its idempotency key or generated id
 * @param keyed whether the id is an idempotency key
 * @param metadata canonical JSON of an object
 * @param data opaque bytes
 * @param format the format of the data, which only the core interprets; 0 for plain
 */
public record EventRecord(
    String streamId,
    long version,
    long position,
    long timestamp,
    String type,
    String id,
    boolean keyed,
    String metadata,
    Bytes data,
    int format) {}
