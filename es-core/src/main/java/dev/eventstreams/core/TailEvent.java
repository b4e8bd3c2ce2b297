package dev.eventstreams.core;

import dev.eventstreams.StoredEvent;
import dev.eventstreams.spi.EventRecord;
import org.jspecify.annotations.Nullable;

/**
 * An event for the watches. The first watch decodes it; it is decoded again once its keys may have
 * been forgotten.
 */
final class TailEvent {

  final EventRecord record;
  private volatile @Nullable Decoded decoded;

  /** The decoded event, valid as long as the lease is in force; without a lease, always. */
  private record Decoded(StoredEvent event, @Nullable Object lease) {}

  TailEvent(EventRecord record) {
    this.record = record;
  }

  StoredEvent decode(EventCodec codec) {
    Object lease = codec.lease();
    Decoded known = decoded;
    if (known == null || known.lease != lease) {
      known = new Decoded(codec.decode(record), lease);
      decoded = known;
    }
    return known.event;
  }
}
