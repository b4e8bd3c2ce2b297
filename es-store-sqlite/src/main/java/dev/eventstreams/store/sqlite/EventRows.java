package dev.eventstreams.store.sqlite;

import dev.eventstreams.spi.EventRecord;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Writes events, binding only what differs between them. */
final class EventRows {

  private final Map<EventShape, RowInsert> inserts = new HashMap<>();

  void insert(
      Session session,
      List<EventRecord> events,
      ToLongFunction<String> streamKeys,
      ToLongFunction<String> typeKeys)
      throws SQLException {
    EventShape shape = EventShape.of(events);
    RowInsert insert =
        inserts.computeIfAbsent(shape, made -> new RowInsert(SqliteSql.NEW_EVENTS, made::row));
    insert.insert(session, events.size(), new Binding(events, shape, streamKeys, typeKeys));
  }

  private record Binding(
      List<EventRecord> events,
      EventShape shape,
      ToLongFunction<String> streamKeys,
      ToLongFunction<String> typeKeys)
      implements RowInsert.Rows {

    @Override
    public int bindCommon(PreparedStatement statement, int firstRow) throws SQLException {
      int next = 1;
      if (shape.oneRun()) {
        next = bindPlace(statement, next, events.get(firstRow));
      }
      if (shape.oneType()) {
        statement.setLong(next++, typeKeys.applyAsLong(events.get(firstRow).type()));
      }
      return next;
    }

    @Override
    public int bind(PreparedStatement statement, int parameter, int row) throws SQLException {
      EventRecord event = events.get(row);
      int next = shape.oneRun() ? parameter : bindPlace(statement, parameter, event);
      if (!shape.oneType()) {
        statement.setLong(next++, typeKeys.applyAsLong(event.type()));
      }
      statement.setString(next++, event.id());
      if (!shape.noTags()) {
        statement.setString(next++, Tags.write(event.tags()));
      }
      if (!shape.noMetadata()) {
        statement.setString(next++, event.metadata());
      }
      if (!shape.noData()) {
        statement.setBytes(next++, event.data().toArray());
      }
      return next;
    }

    private int bindPlace(PreparedStatement statement, int parameter, EventRecord event)
        throws SQLException {
      statement.setLong(parameter, event.position());
      statement.setLong(parameter + 1, streamKeys.applyAsLong(event.streamId()));
      statement.setLong(parameter + 2, event.version());
      statement.setLong(parameter + 3, event.timestamp());
      statement.setInt(parameter + 4, event.keyed() ? 1 : 0);
      statement.setInt(parameter + 5, event.format());
      return parameter + 6;
    }
  }
}
