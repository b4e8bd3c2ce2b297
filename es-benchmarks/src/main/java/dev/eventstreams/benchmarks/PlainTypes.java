package dev.eventstreams.benchmarks;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The positions of the events of each type in an append: rows of at most 200 positions, as
 * distances from the first position.
 */
final class PlainTypes {

  private static final int MOST = 200;

  private final Map<Long, Positions> positions = new HashMap<>();

  /** A row that is being built. */
  private static final class Positions {

    private final StringBuilder distances = new StringBuilder("[0");
    private final long first;
    private int count = 1;
    private Positions before;

    Positions(long first) {
      this.first = first;
      this.before = this;
    }
  }

  void add(long type, long position) {
    Positions row = positions.get(type);
    if (row == null || row.count == MOST) {
      Positions next = new Positions(position);
      next.before = row == null ? next : row;
      positions.put(type, next);
    } else {
      row.distances.append(',').append(position - row.first);
      row.count++;
    }
  }

  /** Writes the added positions: type, first position, distances. */
  void write(PreparedStatement insert) throws SQLException {
    for (Map.Entry<Long, Positions> entry : positions.entrySet()) {
      Positions row = entry.getValue();
      while (true) {
        String distances = row.distances.append(']').toString();
        PlainSqlite.execute(insert, entry.getKey(), row.first, distances);
        if (row.before == row) {
          break;
        }
        row = row.before;
      }
    }
  }
}
