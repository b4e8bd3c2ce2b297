package dev.eventstreams.store.postgres;

import dev.eventstreams.EventFilter;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Page;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which filters were seen to match many events, so that going along the positions finds a page sooner than an index does, which would
 * find all matches of a run for each page of it. Only the speed depends on it.
 */
final class FilterMemory {

  private static final int MAX_FILTERS = 1_000;
  private static final int DENSE = 64; // one of so many

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<EventFilter, Density> filters = new LinkedHashMap<>(16, 0.75f, true) {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<EventFilter, Density> eldest) {
      return size() > MAX_FILTERS;
    }
  };

  /** How many of the events that were looked at last matched. */
  enum Density {
    UNKNOWN,
    LOW,
    HIGH
  }

  Density density(EventFilter filter) {
    lock.lock();
    try {
      return filters.getOrDefault(filter, Density.UNKNOWN);
    } finally {
      lock.unlock();
    }
  }

  /** Notes what a page found in the part of the store that it went through. */
  void note(EventFilter filter, Page page, Span part) {
    List<EventRecord> found = page.records();
    long through =
        part.backwards() ? part.upTo() - page.scannedTo() : page.scannedTo() - part.after();
    lock.lock();
    try {
      filters.put(filter, (long) found.size() * DENSE > through ? Density.HIGH : Density.LOW);
    } finally {
      lock.unlock();
    }
  }
}
