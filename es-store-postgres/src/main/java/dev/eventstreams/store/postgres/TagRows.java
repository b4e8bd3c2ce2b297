package dev.eventstreams.store.postgres;

import dev.eventstreams.spi.EventRecord;
import java.util.List;

/**
 * The rows through which events are found by their tags: the hash of the tag and the position of
 * the event. The hash keeps the rows short however long the tags are. Several tags may have the
 * same hash, so a row only leads to an event that may have the tag.
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

  /** Returns the rows in the order of their index. */
  static TagRows of(List<EventRecord> events) {
    return new TagRows(events.stream()
        .flatMap(
            event -> event.tags().stream().map(tag -> new Row(Sha64.of(tag), event.position())))
        .sorted()
        .distinct()
        .toList());
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Adds the arguments of {@link AppendSql#WITH_TAGS}. */
  void addTo(List<Object> arguments) {
    arguments.add(rows.stream().mapToLong(Row::hash).toArray());
    arguments.add(rows.stream().mapToLong(Row::position).toArray());
  }
}
