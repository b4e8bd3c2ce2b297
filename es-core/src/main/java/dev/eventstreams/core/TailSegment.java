package dev.eventstreams.core;

import dev.eventstreams.spi.EventRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All events of the store between two positions. */
final class TailSegment {

  final long before;
  final long after;
  final List<TailEvent> events;
  final long bytes;
  private @Nullable Map<String, List<TailEvent>> byStream;

  TailSegment(long before, List<EventRecord> records, long after) {
    this.before = before;
    this.after = after;
    long size = 64;
    List<TailEvent> wrapped = new ArrayList<>(records.size());
    for (EventRecord record : records) {
      wrapped.add(new TailEvent(record));
      size += 256 + record.size();
    }
    this.events = wrapped;
    this.bytes = size;
  }

  /** Returns the events of one stream, in order of version. */
  List<TailEvent> of(String stream) {
    if (events.size() == 1) {
      return events.get(0).record.streamId().equals(stream) ? events : List.of();
    }
    return byStream().getOrDefault(stream, List.of());
  }

  // Locked: the map must not be shared without a lock.
  private synchronized Map<String, List<TailEvent>> byStream() {
    Map<String, List<TailEvent>> map = byStream;
    if (map == null) {
      map = new HashMap<>();
      for (TailEvent event : events) {
        map.computeIfAbsent(event.record.streamId(), stream -> new ArrayList<>())
            .add(event);
      }
      byStream = map;
    }
    return map;
  }
}
