package dev.eventstreams.store.postgres;

import dev.eventstreams.spi.EventRecord;
import java.util.List;

/**
 * The rows through which events are found by their tags: the number of the tag and the position of
 * the event. The number makes these rows short however long the tags are. Several tags may have the
 * same number, so a row only leads to events that may have the tag.
 */
final class TagRows {

  private final List<Row> rows;

  private TagRows(List<Row> rows) {
    this.rows = rows;
  }

  private record Row(long hash, long position) implements Comparable<Row> {

    @Override
    public int compareTo(Row other) {
      int order = Long.compare(hash, other.hash);
      return order != 0 ? order : Long.compare(position, other.position);
    }
  }

  /** Returns the rows in the order of their index, in which they are inserted fastest. */
  static TagRows of(List<EventRecord> events) {
    return new TagRows(events.stream()
        .flatMap(
            event -> event.tags().stream().map(tag -> new Row(Sha64.of(tag), event.position())))
        .sorted()
        .distinct()
        .toList());
  }

  /** Returns the number of the tag of each row. */
  long[] hashes() {
    return rows.stream().mapToLong(Row::hash).toArray();
  }

  /** Returns the position of the event of each row. */
  long[] positions() {
    return rows.stream().mapToLong(Row::position).toArray();
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }
}
