package dev.eventstreams.store.sqlite;

import dev.eventstreams.core.adapter.CanonicalJson;
import dev.eventstreams.spi.EventRecord;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The numbers of the names that one transaction writes. Numbers that are not cached yet, such as
 * new ones, are shared with other threads after the commit.
 */
final class NewNames implements ToLongFunction<String> {

  private final NameTable table;
  private final Map<String, Long> added = new HashMap<>();
  private String lastName = "";
  private long lastKey;

  private NewNames(NameTable table) {
    this.table = table;
  }

  static NewNames of(
      Session session,
      NameTable table,
      List<EventRecord> events,
      Function<EventRecord, String> nameOf,
      String insertSql,
      String keysSql)
      throws SQLException {
    NewNames keys = new NewNames(table);
    Set<String> unknown = new LinkedHashSet<>();
    String previous = "";
    for (EventRecord event : events) {
      String name = nameOf.apply(event);
      if (!name.equals(previous) && table.known(name) == null) {
        unknown.add(name);
      }
      previous = name;
    }
    if (!unknown.isEmpty()) {
      String array = CanonicalJson.write(List.copyOf(unknown));
      session.update(insertSql, array);
      session.forEach(keysSql, row -> keys.added.put(row.getString(1), row.getLong(2)), array);
    }
    return keys;
  }

  @Override
  public long applyAsLong(String name) {
    if (!name.equals(lastName)) {
      Long known = table.known(name);
      lastKey = known != null ? known : Objects.requireNonNull(added.get(name));
      lastName = name;
    }
    return lastKey;
  }

  /** Puts the numbers into the shared {@link NameTable}. Called after the commit. */
  void committed() {
    added.forEach(table::remember);
  }
}
