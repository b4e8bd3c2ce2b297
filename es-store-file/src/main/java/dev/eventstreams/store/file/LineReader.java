package dev.eventstreams.store.file;

import dev.eventstreams.spi.EventRecord;
import java.util.List;

/**
 * Reads events at the places that the index returns, and checks each one: the line's checksum, the
 * position in the line, and the header of the group that begins behind the line. Lines that are
 * close to each other are read together. For one thread at a time.
 */
final class LineReader {

  private static final int MOST_AT_ONCE = 256 << 10;
  private static final int WIDEST_GAP = 4_096;

  private final ReadFiles files;
  private final EventParser parser = new EventParser();
  private byte[] window = new byte[4_096];
  private int filled;
  private long start;
  private int segment;

  LineReader(ReadFiles files) {
    this.files = files;
  }

  /** Reads the event at the i-th place, counted from 0. */
  EventRecord read(List<Place> places, int i) {
    Place place = places.get(i);
    if (!isInWindow(place)) {
      fill(places, i);
    }
    int from = (int) (place.offset() - start);
    int end = (int) Math.min(place.end() - start, filled);
    if (place.end() - start > filled) {
      throw place.damage("beyond the end of the file");
    }
    int to = place.segment().isPatchy() ? lineEnd(from, end) : withoutHeader(place, from, end);
    EventRecord event;
    try {
      event = parser.read(window, from, to);
    } catch (BadLineException e) {
      throw place.damage(e.what());
    }
    if (event.position() != place.position()) {
      throw place.damage("the line of position " + event.position());
    }
    return event;
  }

  EventRecord read(Place place) {
    return read(List.of(place), 0);
  }

  private boolean isInWindow(Place place) {
    return segment == place.segment().number
        && place.offset() >= start
        && place.end() <= start + filled;
  }

  private void fill(List<Place> places, int i) {
    Place place = places.get(i);
    long low = place.offset();
    long high = place.end();
    for (int j = i + 1; j < places.size(); j++) {
      Place next = places.get(j);
      boolean near = next.segment() == place.segment()
          && !next.isHole()
          && next.offset() <= high + WIDEST_GAP
          && next.end() >= low - WIDEST_GAP
          && Math.max(high, next.end()) - Math.min(low, next.offset()) <= MOST_AT_ONCE;
      if (!near) {
        break;
      }
      low = Math.min(low, next.offset());
      high = Math.max(high, next.end());
    }
    int length = (int) (high - low);
    if (window.length < length) {
      window = new byte[Math.max(length, Math.min(MOST_AT_ONCE, window.length * 2))];
    }
    segment = 0;
    filled = files.read(place.segment().file, low, window, length);
    start = low;
    segment = place.segment().number;
  }

  private int lineEnd(int from, int end) {
    int at = from;
    while (at < end && window[at] != '\n') {
      at++;
    }
    return Math.min(end, at + 1);
  }

  // A line contains no line break. So if there is one just before the place where a header would
  // begin, a header must follow.
  private int withoutHeader(Place place, int from, int end) {
    int header = end - GroupHeader.LENGTH;
    if (header <= from || window[header - 1] != '\n') {
      return end;
    }
    GroupHeader group = GroupHeader.read(window, header, end);
    if (group == null || group.first() != place.position() + 1L) {
      throw place
          .segment()
          .damage(
              place.offset() + (long) (header - from),
              "the header of the group of position " + (place.position() + 1L)
                  + " does not fit its checksum");
    }
    return header;
  }
}
