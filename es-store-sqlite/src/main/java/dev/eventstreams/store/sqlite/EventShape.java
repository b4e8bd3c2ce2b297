package dev.eventstreams.store.sqlite;

import dev.eventstreams.spi.EventRecord;
import java.util.List;
import java.util.Locale;

/**
 * The properties that all events of a transaction share. A shared value is bound once for many rows
 * or is a literal in the statement, because binding a value costs as much as storing it.
 *
 * @param oneRun whether all have the same stream, timestamp and format, all or none have an
 *     idempotency key, and versions and positions are consecutive
 * @param oneType whether {@code oneRun} is true and all have the same type
 * @param noTags whether no event has a tag
 * @param noMetadata whether no event has metadata
 * @param noData whether no event has data
 */
record EventShape(
    boolean oneRun, boolean oneType, boolean noTags, boolean noMetadata, boolean noData) {

  static EventShape of(List<EventRecord> events) {
    EventRecord first = events.get(0);
    boolean oneRun = true;
    boolean oneType = true;
    boolean noTags = true;
    boolean noMetadata = true;
    boolean noData = true;
    long ahead = 0;
    for (EventRecord event : events) {
      oneRun = oneRun
          && event.position() == first.position() + ahead
          && event.version() == first.version() + ahead
          && event.timestamp() == first.timestamp()
          && event.keyed() == first.keyed()
          && event.format() == first.format()
          && event.streamId().equals(first.streamId());
      oneType = oneType && event.type().equals(first.type());
      noTags = noTags && event.tags().isEmpty();
      noMetadata = noMetadata && event.metadata().equals("{}");
      noData = noData && event.data().isEmpty();
      ahead++;
    }
    return new EventShape(oneRun, oneType && oneRun, noTags, noMetadata, noData);
  }

  /**
   * Returns the SQL values of one row: position, stream, version, timestamp, keyed, format, type,
   * id, tags, metadata, data.
   *
   * @param number the row's number in its statement, from 0
   */
  String row(int number) {
    String place = oneRun
        ? String.format(Locale.ROOT, "(?1+%d,?2,?3+%d,?4,?5,?6,", number, number)
        : "(?,?,?,?,?,?,";
    return place
        + (oneType ? "?7," : "?,")
        + "?,"
        + (noTags ? "NULL," : "?,")
        + (noMetadata ? "'{}'," : "?,")
        + (noData ? "x'')" : "?)");
  }
}
