package dev.eventstreams.store.sqlite;

import dev.eventstreams.spi.EventRecord;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Writes the positions of the events of each type: one row per type and group, or one per 200
 * events of the type. So the rows of a type never overlap, and are in order.
 */
final class TypePositions {

  private static final int MAX_POSITIONS = 200;

  private final RowInsert insert = new RowInsert(SqliteSql.NEW_TYPE_POSITIONS, row -> "(?,?,?)");

  void insert(Session session, List<EventRecord> events, ToLongFunction<String> typeKeys)
      throws SQLException {
    List<Run> runs = runs(events);
    insert.insert(session, runs.size(), new Binding(runs, typeKeys));
  }

  private static List<Run> runs(List<EventRecord> events) {
    List<Run> runs = new ArrayList<>();
    Map<String, Run> open = new HashMap<>();
    for (EventRecord event : events) {
      Run run = open.get(event.type());
      if (run == null || run.size == MAX_POSITIONS) {
        run = new Run(event.type(), event.position());
        open.put(event.type(), run);
        runs.add(run);
      } else {
        run.distances.append(',').append(event.position() - run.first);
        run.size++;
      }
    }
    return runs;
  }

  private static final class Run {
    final String type;
    final long first;
    final StringBuilder distances = new StringBuilder("[0");
    int size = 1;

    Run(String type, long first) {
      this.type = type;
      this.first = first;
    }
  }

  private record Binding(List<Run> runs, ToLongFunction<String> typeKeys)
      implements RowInsert.Rows {

    @Override
    public int bindCommon(PreparedStatement statement, int firstRow) {
      return 1;
    }

    @Override
    public int bind(PreparedStatement statement, int parameter, int row) throws SQLException {
      Run run = runs.get(row);
      statement.setLong(parameter, typeKeys.applyAsLong(run.type));
      statement.setLong(parameter + 1, run.first);
      statement.setString(parameter + 2, run.distances + "]");
      return parameter + 3;
    }
  }
}
