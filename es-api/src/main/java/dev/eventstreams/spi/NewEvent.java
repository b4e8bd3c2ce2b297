package dev.eventstreams.spi;

import dev.eventstreams.Bytes;

/**
 * An event that a backend must store.
 *
 * @param type its type
 * @param id the idempotency key if {@code keyed}, otherwise a generated id that needs no index
 * @param keyed whether the id is unique in its stream for ever, so that a repeat must be recognized
 * @param metadata canonical JSON of an object
 * @param data opaque bytes; in a large append their encryption may not be finished yet, and then
 *     the first access waits for it
 * @param format the format of the data, which only the core interprets; 0 for plain
 */
public record NewEvent(
    String type, String id, boolean keyed, String metadata, Bytes data, int format) {}
