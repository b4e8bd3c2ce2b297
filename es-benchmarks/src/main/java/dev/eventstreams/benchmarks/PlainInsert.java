package dev.eventstreams.benchmarks;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.core.adapter.CanonicalJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Inserts events with statements of 256, 32, 4 or 1 rows. Values that are the same for all rows of
 * a statement are bound once: stream, time, the first version and position, and, if no event has
 * any, metadata and data.
 */
final class PlainInsert {

  private static final int[] SIZES = {256, 32, 4, 1};
  private static final int SHARED = 5;
  private static final String ID_PREFIX = "01JCZ7Q8RSTVWXYZ01";
  private static final int FIRST_ID = 10_000_000;

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private int ids = FIRST_ID;

  PlainInsert(Connection connection) {
    this.connection = connection;
  }

  /** Inserts the events after a version and a position. */
  void rows(
      long stream,
      long version,
      long position,
      long time,
      long[] types,
      List<CandidateEvent> events)
      throws SQLException {
    boolean bare = events.stream()
        .allMatch(event -> event.data().isEmpty() && event.metadata().isEmpty());
    int from = 0;
    for (int size : SIZES) {
      while (events.size() - from >= size) {
        PreparedStatement statement = statement(size, bare);
        statement.setLong(1, stream);
        statement.setLong(2, version + from);
        statement.setLong(3, position + from);
        statement.setLong(4, time);
        statement.setInt(5, events.get(from).idempotencyKey() == null ? 0 : 1);
        int parameter = SHARED;
        for (int i = from; i < from + size; i++) {
          CandidateEvent event = events.get(i);
          String key = event.idempotencyKey();
          statement.setLong(++parameter, types[i]);
          statement.setString(++parameter, key != null ? key : ID_PREFIX + ids++);
          if (!bare) {
            statement.setString(++parameter, CanonicalJson.write(event.metadata()));
            statement.setBytes(++parameter, event.data().toArray());
          }
        }
        statement.executeUpdate();
        from += size;
      }
    }
  }

  private PreparedStatement statement(int rows, boolean bare) throws SQLException {
    String name = rows + " " + bare;
    PreparedStatement known = statements.get(name);
    if (known == null) {
      known = connection.prepareStatement(sql(rows, bare));
      statements.put(name, known);
    }
    return known;
  }

  // A plain "?" is numbered after those before it, so the numbered ones come first.
  private static String sql(int rows, boolean bare) {
    StringBuilder sql = new StringBuilder("""
        INSERT INTO events
          (stream, version, position, timestamp, keyed, format, type, id, metadata, data)
        VALUES""");
    String own = bare ? "0, ?, ?, '{}', x'')" : "0, ?, ?, ?, ?)";
    for (int i = 1; i <= rows; i++) {
      sql.append(i == 1 ? " " : ", ");
      sql.append("(?1, ?2 + ").append(i).append(", ?3 + ").append(i).append(", ?4, ?5, ");
      sql.append(own);
    }
    return sql.toString();
  }
}
