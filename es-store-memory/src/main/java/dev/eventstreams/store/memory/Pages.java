package dev.eventstreams.store.memory;

import dev.eventstreams.core.adapter.RecordFilter;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StreamHead;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Pages of a stream or of the store. The planner gives versions and positions without gaps, so
 * event n is at index n - 1 in both cases. A backend whose positions have gaps seeks by its index
 * instead.
 */
final class Pages {

  private Pages() {}

  static Page read(List<EventRecord> events, PageRequest request) {
    int last = (int) Math.min(request.upTo(), events.size());
    int first = (int) Math.min(request.after(), last);
    return request.backwards()
        ? backwards(events, first, last, request)
        : forwards(events, first, last, request);
  }

  private static Page forwards(List<EventRecord> events, int first, int last, PageRequest request) {
    Taken taken = new Taken(request);
    int next = first;
    while (next < last && taken.offer(events.get(next))) {
      next++;
    }
    return new Page(taken.records, next, next < last);
  }

  private static Page backwards(
      List<EventRecord> events, int first, int last, PageRequest request) {
    Taken taken = new Taken(request);
    int end = last;
    while (end > first && taken.offer(events.get(end - 1))) {
      end--;
    }
    return new Page(taken.records, end + 1, end > first);
  }

  static StreamHead head(List<EventRecord> events) {
    int size = events.size();
    return new StreamHead(size, size, size == 0 ? 0 : events.get(size - 1).timestamp());
  }

  /** Collects the records of a page. */
  static final class Taken {

    private final Predicate<EventRecord> matches;
    private final int maxEvents;
    private final long maxBytes;
    private final List<EventRecord> records = new ArrayList<>();
    private long bytes;

    Taken(PageRequest request) {
      matches = RecordFilter.of(request.filter());
      maxEvents = request.maxEvents();
      maxBytes = request.maxBytes();
    }

    List<EventRecord> records() {
      return records;
    }

    /**
     * Takes the event if it matches. Returns false if the page has no room for another event; then
     * the next page gets this one.
     */
    boolean offer(EventRecord event) {
      if (records.size() == maxEvents) {
        return false;
      }
      if (!matches.test(event)) {
        return true;
      }
      long size = event.size();
      if (!records.isEmpty() && bytes + size > maxBytes) {
        return false;
      }
      bytes += size;
      return records.add(event);
    }
  }
}
