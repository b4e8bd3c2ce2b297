package dev.eventstreams.store.file;

import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StreamHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers reads from an index and from the log that it describes. */
final class LogReader {

  private final LogIndex index;
  private final ReadFiles files;

  LogReader(LogIndex index, ReadFiles files) {
    this.index = index;
    this.files = files;
  }

  LogIndex index() {
    return index;
  }

  Page page(PageRequest request) {
    return PageReader.read(index, files, request);
  }

  // Versions and positions have no gaps. So the last one is also the number of events, and the
  // count is that number without the events that damage has made unreadable.
  StreamHead head(@Nullable String stream) {
    byte[] name = stream == null ? null : Text.utf8(stream);
    End end = index.reading(() -> end(name));
    EventRecord event = read(end.place);
    return new StreamHead(end.last, end.count, event == null ? 0 : event.timestamp());
  }

  private @Nullable EventRecord read(@Nullable Place place) {
    return place == null ? null : new LineReader(files).read(place);
  }

  /** Returns whether the last event is encrypted. */
  boolean endsEncrypted() {
    EventRecord event = read(index.reading(() -> end(null)).place);
    return event != null && event.format() != 0;
  }

  /**
   * The last version or position, the number of events that can be read, and the place of the last
   * one of these.
   */
  private record End(long last, long count, @Nullable Place place) {}

  private End end(byte @Nullable [] name) {
    if (name == null) {
      int head = index.head();
      return new End(head, head - index.holes(), lastPlace(-1, head));
    }
    int stream = index.streams().find(name);
    int count = stream < 0 ? 0 : index.streams().count(stream);
    return new End(count, count - holes(stream, count), lastPlace(stream, count));
  }

  private @Nullable Place lastPlace(int stream, int count) {
    Positions positions = stream < 0 ? null : index.streams().positions(stream);
    for (int n = count; n > 0; n--) {
      Place place = Place.of(index, positions == null ? n : positions.get(n));
      if (!place.isHole()) {
        return place;
      }
    }
    return null;
  }

  private int holes(int stream, int count) {
    int holes = 0;
    for (int n = 1; index.holes() > 0 && n <= count; n++) {
      holes += index.streams().positions(stream).get(n) == 0 ? 1 : 0;
    }
    return holes;
  }

  /** Returns the event with this key, or null if there is none. */
  @Nullable EventRecord keyed(String stream, byte[] name, String key) {
    int hash = Hash.ofKey(index.seed(), name, Text.utf8(key));
    List<Place> places = index.reading(() -> {
      List<Integer> candidates = index.candidates(hash);
      return candidates.isEmpty()
          ? List.<Place>of()
          : candidates.stream().map(position -> Place.of(index, position)).toList();
    });
    for (Place place : places) {
      EventRecord event = new LineReader(files).read(place);
      if (event.keyed() && event.id().equals(key) && event.streamId().equals(stream)) {
        return event;
      }
    }
    return null;
  }
}
