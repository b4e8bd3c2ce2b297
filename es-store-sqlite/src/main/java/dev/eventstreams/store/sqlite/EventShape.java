package dev.eventstreams.store.sqlite;

import dev.eventstreams.spi.EventRecord;
import java.util.List;
import java.util.Locale;

/**
 * What the events of a transaction have in common, and so is bound once for many rows or stands in the statement: to bind a value costs
 * as much as to store it.
 *
 * @param oneRun all are of one stream, of one time, of one format, all with a key or none, with versions and positions one after another
 * @param oneType all are of one type
 * @param noMetadata none has metadata
 * @param noData none has data
 */
record EventShape(boolean oneRun, boolean oneType, boolean noMetadata, boolean noData) {

  static EventShape of(List<EventRecord> events) {
    EventRecord first = events.get(0);
    boolean oneRun = true;
    boolean oneType = true;
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
      noMetadata = noMetadata && event.metadata().equals("{}");
      noData = noData && event.data().isEmpty();
      ahead++;
    }
    return new EventShape(oneRun, oneType && oneRun, noMetadata, noData);
  }

  /** Returns the values of the row of this number in its statement: position, stream, version, timestamp, keyed, format, type, and so on. */
  String row(int number) {
    String place = oneRun
        ? String.format(Locale.ROOT, "(?1+%d,?2,?3+%d,?4,?5,?6,", number, number)
        : "(?,?,?,?,?,?,";
    return place
        + (oneType ? "?7," : "?,")
        + "?,"
        + (noMetadata ? "'{}'," : "?,")
        + (noData ? "x'')" : "?)");
  }
}
