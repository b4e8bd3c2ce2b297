package dev.eventstreams.core;

import dev.eventstreams.StoredEvent;
import dev.eventstreams.spi.EventRecord;
import org.jspecify.annotations.Nullable;

/** An event on its way to watchers, decoded by the first of them. */
final class TailEvent {

  final EventRecord record;
  private volatile @Nullable StoredEvent decoded;

  TailEvent(EventRecord record) {
    this.record = record;
  }

  StoredEvent decode(EventCodec codec) {
    StoredEvent event = decoded;
    if (event == null) {
      event = codec.decode(record);
      decoded = event;
    }
    return event;
  }
}
