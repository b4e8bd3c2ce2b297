package dev.eventstreams.spi;

import dev.eventstreams.Bytes;

/**
 * An event on its way into the store.
 *
 * @param type its type
 * @param id the idempotency key where {@code keyed}, or else a generated id that need not be indexed
 * @param keyed whether the id is unique in its stream for ever, and a repeat is to be recognized
 * @param metadata canonical JSON of an object
 * @param data opaque bytes; those of a large append may still be being encrypted, and then the first look at them takes as long as that
 * @param format how the data is to be understood, by the core alone; 0 for plain
 */
public record NewEvent(
    String type, String id, boolean keyed, String metadata, Bytes data, int format) {}
