package dev.eventstreams.store.sqlite;

import dev.eventstreams.core.adapter.LikePattern;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Converts a filter's clauses on stream ids or types into the numbers of those names, so that
 * events are compared by number and found through the indexes on it. An instance serves one page
 * and reads in that page's transaction.
 */
final class NameMatch {

  /** Up to this many names are listed. With more names, each event's name is compared instead. */
  static final int MAX_LISTED = 1_000;

  private final Session session;
  private final NameTable table;
  private final String likeSql;
  private final Map<String, Listed> likes = new HashMap<>();

  NameMatch(Session session, NameTable table, String likeSql) {
    this.session = session;
    this.table = table;
    this.likeSql = likeSql;
  }

  /** Returns the numbers of those names that exist. */
  List<Long> in(List<String> names) throws SQLException {
    if (names.size() > 1) {
      return table.keys(session, names);
    }
    Long key = table.key(session, names.get(0));
    return key == null ? List.of() : List.of(key);
  }

  /**
   * Returns the numbers of the names that match, or null if they are not listed: the pattern has no
   * literal prefix, or too many names begin with it.
   */
  @Nullable List<Long> like(LikePattern pattern) throws SQLException {
    String prefix = pattern.prefix();
    String end = after(prefix);
    if (end.isEmpty()) {
      return null;
    }
    String glob = Glob.of(pattern);
    Listed listed = likes.get(glob);
    if (listed == null) {
      listed = session.first(likeSql, Listed::new, glob, prefix, end, MAX_LISTED + 1);
      likes.put(glob, Objects.requireNonNull(listed));
    }
    return listed.looked > MAX_LISTED ? null : listed.keys;
  }

  /**
   * Returns the first text, in the order of UTF-8, after all texts that begin with the prefix;
   * empty if there is none.
   */
  static String after(String prefix) {
    int[] codePoints = prefix.codePoints().toArray();
    for (int last = codePoints.length - 1; last >= 0; last--) {
      if (codePoints[last] < Character.MAX_CODE_POINT) {
        int next = codePoints[last] + 1;
        codePoints[last] = next == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : next;
        return new String(codePoints, 0, last + 1);
      }
    }
    return "";
  }

  /** The numbers of the names that match, and how many names with the prefix were looked at. */
  private static final class Listed {
    final long looked;
    final List<Long> keys = new ArrayList<>();

    Listed(ResultSet row) throws SQLException {
      looked = row.getLong(1);
      for (Numbers numbers = Numbers.of(row.getBytes(2)); numbers.hasNext(); ) {
        keys.add(numbers.next());
      }
    }
  }
}
