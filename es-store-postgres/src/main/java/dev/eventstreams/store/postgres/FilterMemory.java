package dev.eventstreams.store.postgres;

import dev.eventstreams.EventFilter;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Page;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Remembers which filters matched many events. For them a scan of the positions finds a page sooner
 * than an index, because the index would find all matches of a run again for each page. Only the
 * speed depends on this memory.
 */
final class FilterMemory {

  private static final int MAX_FILTERS = 1_000;
  private static final int DENSE = 64; // one match in so many events

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<EventFilter, Density> filters = new LinkedHashMap<>(16, 0.75f, true) {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<EventFilter, Density> eldest) {
      return size() > MAX_FILTERS;
    }
  };

  /** The share of matches among the events that the last page scanned. */
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

  /** Notes how many events a page found in the part of the store that it scanned. */
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
