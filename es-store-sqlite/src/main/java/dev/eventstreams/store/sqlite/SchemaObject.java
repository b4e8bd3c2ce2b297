package dev.eventstreams.store.sqlite;

import dev.eventstreams.spi.Names;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A table, index, view or trigger, with the SQL text that created it. */
record SchemaObject(
    String type, String name, String table, @Nullable String sql) {

  // The tables that ANALYZE creates. Only the query planner reads them.
  private static final Set<SchemaObject> STATISTICS = Set.of(
      statistics("sqlite_stat1", "tbl,idx,stat"),
      statistics("sqlite_stat4", "tbl,idx,neq,nlt,ndlt,sample"));

  private static SchemaObject statistics(String name, String columns) {
    return new SchemaObject("table", name, name, "CREATE TABLE " + name + "(" + columns + ")");
  }

  /** Returns every object of the database except these statistics. */
  static Set<SchemaObject> all(Session session) throws SQLException {
    Set<SchemaObject> objects = new LinkedHashSet<>();
    session.forEach(SqliteSql.SCHEMA, row -> objects.add(of(row)));
    objects.removeAll(STATISTICS);
    return objects;
  }

  // A schema that another program has written may contain any text, and null.
  private static SchemaObject of(ResultSet row) throws SQLException {
    return new SchemaObject(text(row, 1), text(row, 2), text(row, 3), row.getString(4));
  }

  private static String text(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }

  /** Returns the differences between two schemas for a message; empty if there are none. */
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
