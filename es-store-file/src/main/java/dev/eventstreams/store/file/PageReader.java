package dev.eventstreams.store.file;

import dev.eventstreams.core.adapter.RecordFilter;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads a page: gets places from the index, a few hundred at a time, and reads the events from the
 * lines there. Versions and positions have no gaps, so event n is the n-th.
 */
final class PageReader {

  private static final int PLACES = 512;
  private static final int MOST_SCANNED = 100_000; // limits how long a close waits for a page

  private final LogIndex index;
  private final LineReader lines;
  private final PageRequest request;
  private final Predicate<EventRecord> matches;
  private final List<EventRecord> records = new ArrayList<>();
  private long bytes;
  private int scanned;

  private PageReader(LogIndex index, ReadFiles files, PageRequest request) {
    this.index = index;
    this.lines = new LineReader(files);
    this.request = request;
    this.matches = RecordFilter.of(request.filter());
  }

  static Page read(LogIndex index, ReadFiles files, PageRequest request) {
    return new PageReader(index, files, request).read();
  }

  private Page read() {
    String name = request.stream();
    int stream = name == null ? -1 : index.reading(() -> index.streams().find(Text.utf8(name)));
    if (name != null && stream < 0) {
      return new Page(List.of(), 0, false);
    }
    int head = index.reading(() -> name == null ? index.head() : index.streams().count(stream));
    int last = (int) Math.min(request.upTo(), head);
    int first = (int) Math.min(request.after(), last);
    return request.backwards() ? backwards(stream, first, last) : forwards(stream, first, last);
  }

  private Page forwards(int stream, int first, int last) {
    int next = first;
    boolean room = true;
    while (room && next < last) {
      List<Place> places = places(stream, next + 1, Math.min(last - next, atOnce()), false);
      int taken = take(places);
      next += taken;
      room = taken == places.size();
    }
    return new Page(records, next, next < last);
  }

  private Page backwards(int stream, int first, int last) {
    int end = last;
    boolean room = true;
    while (room && end > first) {
      int count = Math.min(end - first, atOnce());
      List<Place> places = places(stream, end - count + 1, count, true);
      int taken = take(places);
      end -= taken;
      room = taken == places.size();
    }
    return new Page(records, end + 1L, end > first);
  }

  private int atOnce() {
    return Math.max(1, Math.min(PLACES, request.maxEvents() - records.size()));
  }

  private List<Place> places(int stream, int from, int count, boolean reversed) {
    return index.reading(() -> {
      int[] positions = new int[count];
      if (stream >= 0) {
        index.streams().copy(stream, from, positions, count);
      }
      List<Place> places = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        int n = reversed ? count - 1 - i : i;
        places.add(Place.of(index, stream >= 0 ? positions[n] : from + n));
      }
      return places;
    });
  }

  /** Returns how many of the places were handled before the page was full. */
  private int take(List<Place> places) {
    for (int i = 0; i < places.size(); i++) {
      if (records.size() == request.maxEvents() || scanned == MOST_SCANNED) {
        return i;
      }
      if (places.get(i).isHole()) {
        continue;
      }
      EventRecord event = lines.read(places, i);
      if (request.stream() != null && !event.streamId().equals(request.stream())) {
        throw places
            .get(i)
            .damage("of another stream than in the index; delete the .index files to rebuild it");
      }
      if (!fits(event)) {
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
