package dev.eventstreams.core;

import dev.eventstreams.StoredEvent;
import dev.eventstreams.spi.EventRecord;
import org.jspecify.annotations.Nullable;

/** An event on its way to watchers, decoded by the first of them, and again once its keys may have been forgotten. */
final class TailEvent {

  final EventRecord record;
  private volatile @Nullable Decoded decoded;

  /** What it is, as long as the lease is in force; always, without one. */
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
