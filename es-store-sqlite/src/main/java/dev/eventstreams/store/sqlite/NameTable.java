package dev.eventstreams.store.sqlite;

import dev.eventstreams.core.adapter.CanonicalJson;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Finds the numbers of stream ids, or of event types, and caches them.
 *
 * <p>A committed name never changes its number and is never removed, so a cached pair stays valid,
 * also when other processes write. Only committed pairs may be cached: a session must not look up
 * names that it has not committed.
 */
final class NameTable {

  private static final int MAX_REMEMBERED = 200_000;

  private final String keySql;
  private final String keysSql;
  private final String namesSql;
  private final Map<String, Long> keys = new ConcurrentHashMap<>();
  private final ReentrantLock growing = new ReentrantLock();
  private volatile @Nullable String[] names = new @Nullable String[64];

  private NameTable(String keySql, String keysSql, String namesSql) {
    this.keySql = keySql;
    this.keysSql = keysSql;
    this.namesSql = namesSql;
  }

  static NameTable streams() {
    return new NameTable(SqliteSql.STREAM_KEY, SqliteSql.STREAM_KEYS, SqliteSql.STREAM_NAMES);
  }

  static NameTable types() {
    return new NameTable(SqliteSql.TYPE_KEY, SqliteSql.TYPE_KEYS, SqliteSql.TYPE_NAMES);
  }

  /** Returns the name's number, or null if it has none. */
  @Nullable Long key(Session session, String name) throws SQLException {
    Long known = keys.get(name);
    if (known == null) {
      known = session.first(keySql, row -> row.getLong(1), name);
      if (known != null) {
        remember(name, known);
      }
    }
    return known;
  }

  /** Returns the numbers of those names that have one. */
  List<Long> keys(Session session, Collection<String> wanted) throws SQLException {
    List<Long> found = new ArrayList<>();
    session.forEach(
        keysSql,
        row -> {
          remember(row.getString(1), row.getLong(2));
          found.add(row.getLong(2));
        },
        CanonicalJson.write(List.copyOf(wanted)));
    return found;
  }

  /** Returns the cached number of a name, or null if it is not cached. */
  @Nullable Long known(String name) {
    return keys.get(name);
  }

  /** Returns the cached name of a number, or null if it is not cached. */
  @Nullable String known(long key) {
    @Nullable String[] remembered = names;
    return key >= 0 && key < remembered.length ? remembered[(int) key] : null;
  }

  /**
   * Returns the names of those numbers that have one. One statement finds all names that are not
   * cached.
   */
  Map<Long, String> lookUp(Session session, Collection<Long> wanted) throws SQLException {
    Map<Long, String> found = new HashMap<>();
    List<Long> missing = new ArrayList<>();
    for (long key : wanted) {
      String known = known(key); // called once: another thread may cache it at any time
      if (known == null) {
        missing.add(key);
      } else {
        found.put(key, known);
      }
    }
    session.forEach(
        namesSql,
        row -> {
          remember(row.getString(1), row.getLong(2));
          found.put(row.getLong(2), row.getString(1));
        },
        CanonicalJson.write(missing));
    return found;
  }

  void remember(String name, long key) {
    if (key < 0 || key >= MAX_REMEMBERED) {
      return; // numbers are assigned in order, so only a store with very many names has these
    }
    growing.lock();
    try {
      if (key >= names.length) {
        names = Arrays.copyOf(names, (int)
            Math.min(MAX_REMEMBERED, Math.max(key + 1, names.length * 2L)));
      }
      names[(int) key] = name;
    } finally {
      growing.unlock();
    }
    keys.put(name, key);
  }
}
