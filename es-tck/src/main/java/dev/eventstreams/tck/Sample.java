package dev.eventstreams.tck;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.StoredEvent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/** Events to append, and the parts of read events that tests compare. */
final class Sample {

  private Sample() {}

  /**
   * Returns events of type {@code Counted} whose data is {@code first}, {@code first + 1} and so
   * on.
   */
  static List<CandidateEvent> numbered(int first, int count) {
    return IntStream.range(first, first + count).mapToObj(Sample::numbered).toList();
  }

  /** Returns an event of type {@code Counted} whose data is the number. */
  static CandidateEvent numbered(int number) {
    return CandidateEvent.of("Counted", Integer.toString(number));
  }

  /** Returns an event of type {@code Counted} with this text as data and as idempotency key. */
  static CandidateEvent keyed(String key) {
    return CandidateEvent.of("Counted", key).withIdempotencyKey(key);
  }

  /** Reads to the end. */
  static List<StoredEvent> read(Iterable<StoredEvent> events) {
    List<StoredEvent> list = new ArrayList<>();
    events.forEach(list::add);
    return list;
  }

  /** Waits for the next {@code count} elements and returns them, or fewer if the source ends. */
  static <T> List<T> take(Iterable<T> source, int count) {
    List<T> list = new ArrayList<>();
    Iterator<T> iterator = source.iterator();
    while (list.size() < count && iterator.hasNext()) {
      list.add(iterator.next());
    }
    return list;
  }

  /** Reads to the end and returns the data as text. */
  static List<String> texts(Iterable<StoredEvent> events) {
    return new ArrayList<>(
        read(events).stream().map(event -> event.data().utf8()).toList());
  }

  /** Reads to the end and returns the versions. */
  static List<Long> versions(Iterable<StoredEvent> events) {
    return new ArrayList<>(read(events).stream().map(StoredEvent::version).toList());
  }

  /** Reads to the end and returns the positions. */
  static List<Long> positions(Iterable<StoredEvent> events) {
    return new ArrayList<>(read(events).stream().map(StoredEvent::position).toList());
  }
}
