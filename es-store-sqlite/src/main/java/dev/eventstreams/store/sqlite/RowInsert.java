package dev.eventstreams.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Inserts many rows with few statements: {@code INSERT … VALUES (…), (…), …} of up to 256 rows. On a run of large appends this is
 * two to three times as fast as a statement a row, and as fast as any set-wise form.
 */
final class RowInsert {

  private static final int[] SIZES = {256, 64, 16, 4, 1};

  private final String start;
  private final String row;
  private final Map<Integer, String> statements = new HashMap<>();

  /**
   * Makes an insert.
   *
   * @param start up to and with {@code VALUES}
   * @param row the values of a row, as {@code (?, ?)}
   */
  RowInsert(String start, String row) {
    this.start = start;
    this.row = row;
  }

  /** Binds the row's values from this parameter on, and returns the parameter after them. */
  interface Binder {
    int bind(PreparedStatement statement, int parameter, int row) throws SQLException;
  }

  void insert(Session session, int rows, Binder binder) throws SQLException {
    int done = 0;
    for (int size : SIZES) {
      while (rows - done >= size) {
        PreparedStatement statement = session.statement(sql(size));
        int parameter = 1;
        for (int i = 0; i < size; i++) {
          parameter = binder.bind(statement, parameter, done + i);
        }
        statement.executeUpdate();
        done += size;
      }
    }
  }

  private String sql(int rows) {
    return statements.computeIfAbsent(rows, count -> start + row + ("," + row).repeat(count - 1));
  }
}
