package dev.eventstreams.store.sqlite;

import dev.eventstreams.Bytes;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The values of an event that may be too large for a page.
 *
 * @param id its id
 * @param tags the text of its tags, or null if it has none
 * @param metadata canonical JSON of an object
 * @param data its data
 */
record LargeEvent(String id, @Nullable String tags, String metadata, Bytes data) {

  /**
   * Reads an event. Events never change, so this event is the one of the page even if the page's
   * transaction has ended.
   */
  static LargeEvent load(Session session, String stream, long position) throws SQLException {
    LargeEvent event = session.first(
        SqliteSql.LARGE_EVENT,
        row -> new LargeEvent(
            row.getString(1), row.getString(2), row.getString(3), Bytes.of(row.getBytes(4))),
        position);
    if (event == null) {
      throw new SQLException("the event at position " + position + " is gone");
    }
    if (event.id.indexOf('\n') >= 0 || event.id.indexOf(Tags.SEPARATOR) >= 0) {
      throw new DamagedEventException("id", stream, position, "it has a line break or a tab");
    }
    return event;
  }
}
