package dev.eventstreams.store.file;

import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a page: gets places from the index, a few hundred at a time, and reads the events from the
 * lines there. Versions and positions have no gaps, so event n is the n-th.
 */
final class PageReader {

  private final LogIndex index;
  private final PageRequest request;
  private final PageContent content;

  private PageReader(LogIndex index, ReadFiles files, PageRequest request) {
    this.index = index;
    this.request = request;
    this.content = new PageContent(files, request);
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
    Page tagged = TaggedPage.read(index, content, request, stream, first, last);
    if (tagged != null) {
      return tagged;
    }
    return request.backwards() ? backwards(stream, first, last) : forwards(stream, first, last);
  }

  private Page forwards(int stream, int first, int last) {
    int next = first;
    boolean room = true;
    while (room && next < last) {
      List<Place> places = places(stream, next + 1, Math.min(last - next, content.atOnce()), false);
      int taken = content.take(places, true);
      next += taken;
      room = taken == places.size();
    }
    return new Page(content.records(), next, next < last);
  }

  private Page backwards(int stream, int first, int last) {
    int end = last;
    boolean room = true;
    while (room && end > first) {
      int count = Math.min(end - first, content.atOnce());
      List<Place> places = places(stream, end - count + 1, count, true);
      int taken = content.take(places, true);
      end -= taken;
      room = taken == places.size();
    }
    return new Page(content.records(), end + 1L, end > first);
  }

  private List<Place> places(int stream, int from, int count, boolean reversed) {
    return index.reading(() -> {
      int[] positions = new int[count];
      if (stream >= 0) {
        index.streams().positions(stream).copy(from, positions, count);
      }
      List<Place> places = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        int n = reversed ? count - 1 - i : i;
        places.add(Place.of(index, stream >= 0 ? positions[n] : from + n));
      }
      return places;
    });
  }
}
