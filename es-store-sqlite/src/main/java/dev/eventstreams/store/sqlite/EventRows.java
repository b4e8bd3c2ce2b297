package dev.eventstreams.store.sqlite;

import dev.eventstreams.spi.EventRecord;
import java.sql.SQLException;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Writes events. Most appends are alike in much: what is the same in every row (the stream, no data, no metadata, no key) stands in
 * the statement, so that only what differs is bound, value by value.
 */
final class EventRows {

  private static final int SHAPES = 8;
  private static final int NO_METADATA = 1;
  private static final int NO_DATA = 2;
  private static final int PLAIN = 4;

  private final RowInsert[] inserts = new RowInsert[SHAPES];

  void insert(
      Session session,
      List<EventRecord> events,
      ToLongFunction<String> streamKeys,
      ToLongFunction<String> typeKeys)
      throws SQLException {
    int shape = shape(events);
    insert(shape).insert(session, events.size(), (statement, parameter, row) -> {
      EventRecord event = events.get(row);
      int next = parameter;
      statement.setLong(next++, event.position());
      statement.setLong(next++, streamKeys.applyAsLong(event.streamId()));
      statement.setLong(next++, event.version());
      statement.setLong(next++, event.timestamp());
      statement.setLong(next++, typeKeys.applyAsLong(event.type()));
      statement.setInt(next++, event.keyed() ? 1 : 0);
      if ((shape & PLAIN) == 0) {
        statement.setInt(next++, event.format());
      }
      statement.setString(next++, event.id());
      if ((shape & NO_METADATA) == 0) {
        statement.setString(next++, event.metadata());
      }
      if ((shape & NO_DATA) == 0) {
        statement.setBytes(next++, event.data().toArray());
      }
      return next;
    });
  }

  private static int shape(List<EventRecord> events) {
    int shape = NO_METADATA | NO_DATA | PLAIN;
    for (EventRecord event : events) {
      shape &= event.metadata().equals("{}") ? shape : ~NO_METADATA;
      shape &= event.data().isEmpty() ? shape : ~NO_DATA;
      shape &= event.format() == 0 ? shape : ~PLAIN;
    }
    return shape;
  }

  private RowInsert insert(int shape) {
    RowInsert known = inserts[shape];
    if (known == null) {
      known = new RowInsert(SqliteSql.NEW_EVENTS, row(shape));
      inserts[shape] = known;
    }
    return known;
  }

  private static String row(int shape) {
    return "(?,?,?,?,?,?,"
        + ((shape & PLAIN) == 0 ? "?," : "0,")
        + "?,"
        + ((shape & NO_METADATA) == 0 ? "?," : "'{}',")
        + ((shape & NO_DATA) == 0 ? "?)" : "x'')");
  }
}
