package dev.eventstreams.store.file;

import dev.eventstreams.core.adapter.RecordFilter;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.PageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Collects the events of a page: reads lines at the places that it gets, until the page is full.
 */
final class PageContent {

  private static final int PLACES = 512;
  private static final int MOST_SCANNED = 100_000; // limits how long a close waits for a page

  private final LineReader lines;
  private final PageRequest request;
  private final Predicate<EventRecord> matches;
  private final List<EventRecord> records = new ArrayList<>();
  private long bytes;
  private int scanned;

  PageContent(ReadFiles files, PageRequest request) {
    this.lines = new LineReader(files);
    this.request = request;
    this.matches = RecordFilter.of(request.filter());
  }

  List<EventRecord> records() {
    return records;
  }

  /**
   * Returns how many places to get next: what the page has room for, and more if many events did
   * not match.
   */
  int atOnce() {
    int room = request.maxEvents() - records.size();
    return Math.max(1, Math.min(PLACES, Math.max(room, scanned - records.size())));
  }

  /**
   * Returns how many of the places were handled before the page was full.
   *
   * @param ofStream whether all events there must be of the requested stream; otherwise those of
   *     other streams do not match
   */
  int take(List<Place> places, boolean ofStream) {
    for (int i = 0; i < places.size(); i++) {
      if (records.size() == request.maxEvents() || scanned == MOST_SCANNED) {
        return i;
      }
      if (places.get(i).isHole()) {
        continue;
      }
      EventRecord event = lines.read(places, i);
      boolean otherStream = request.stream() != null && !event.streamId().equals(request.stream());
      if (otherStream && ofStream) {
        throw places
            .get(i)
            .damage("of another stream than in the index; delete the .index files to rebuild it");
      }
      if (!otherStream && !fits(event)) {
        return i;
      }
      scanned++;
    }
    return places.size();
  }

  private boolean fits(EventRecord event) {
    if (!matches.test(event)) {
      return true;
    }
    long size = event.size();
    if (!records.isEmpty() && bytes + size > request.maxBytes()) {
      return false;
    }
    bytes += size;
    return records.add(event);
  }
}
