package dev.eventstreams.store.sqlite;

import dev.eventstreams.spi.Names;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A table, index, view or trigger, with the text that made it. */
record SchemaObject(
    String type, String name, String table, @Nullable String sql) {

  // What ANALYZE makes. Only the planner reads these tables.
  private static final Set<SchemaObject> STATISTICS = Set.of(
      statistics("sqlite_stat1", "tbl,idx,stat"),
      statistics("sqlite_stat4", "tbl,idx,neq,nlt,ndlt,sample"));

  private static SchemaObject statistics(String name, String columns) {
    return new SchemaObject("table", name, name, "CREATE TABLE " + name + "(" + columns + ")");
  }

  /** Returns every object of the database that is not statistics. */
  static Set<SchemaObject> all(Session session) throws SQLException {
    Set<SchemaObject> objects = new LinkedHashSet<>();
    session.forEach(SqliteSql.SCHEMA, row -> objects.add(of(row)));
    objects.removeAll(STATISTICS);
    return objects;
  }

  // Text of any kind may stand in a schema that another program has written.
  private static SchemaObject of(ResultSet row) throws SQLException {
    return new SchemaObject(text(row, 1), text(row, 2), text(row, 3), row.getString(4));
  }

  private static String text(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }

  /** Returns in what one schema differs from another, for a message; empty if it does not. */
  static List<String> differences(Set<SchemaObject> expected, Set<SchemaObject> found) {
    List<String> differences = new ArrayList<>();
    for (SchemaObject object : found) {
      if (!expected.contains(object)) {
        differences.add(object.described() + " was not made by this library");
      }
    }
    for (SchemaObject object : expected) {
      if (!found.contains(object)) {
        differences.add(object.described() + " is missing or changed");
      }
    }
    return differences;
  }

  private String described() {
    return (type.matches("[a-z]{1,10}") ? type : "object") + " " + Names.quote(name)
        + (name.equals(table) ? "" : " on " + Names.quote(table));
  }
}
