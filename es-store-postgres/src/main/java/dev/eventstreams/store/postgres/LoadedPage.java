package dev.eventstreams.store.postgres;

import dev.eventstreams.Bytes;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Names;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The events of a page as the server sent them, and whether a limit cut the page off before the end
 * of the requested range.
 */
final class LoadedPage {

  private final PageRequest request;
  private final List<EventRecord> records;
  private final boolean cut;

  private LoadedPage(PageRequest request, List<EventRecord> records, long bytes) {
    this.request = request;
    this.records = records;
    // Only the last event may exceed the limit in bytes.
    this.cut = records.size() == request.maxEvents() || bytes > request.maxBytes();
  }

  /** An event with the number of its type instead of the name. */
  private record Row(
      long position,
      String stream,
      long version,
      long timestamp,
      int type,
      int format,
      boolean keyed,
      String id,
      String tags,
      String metadata,
      Bytes data) {

    EventRecord named(String name) {
      return new EventRecord(
          stream,
          version,
          position,
          timestamp,
          name,
          id,
          keyed,
          TagLines.tags(tags),
          metadata,
          data,
          format);
    }
  }

  /**
   * Loads the page.
   *
   * @param firstTypes the answer to {@link PageSql#FIRST_TYPES}
   * @param statement the statement whose next result is the page
   */
  static LoadedPage of(
      Session session, ResultSet firstTypes, PreparedStatement statement, PageRequest request)
      throws SQLException {
    Map<Integer, String> types = new HashMap<>();
    while (firstTypes.next()) {
      types.put(firstTypes.getInt(1), firstTypes.getString(2));
    }
    List<Row> rows = new ArrayList<>();
    Set<Integer> unknown = new HashSet<>();
    String stream = request.stream();
    long bytes = 0;
    for (ResultSet row = Session.nextRows(statement); row.next(); ) {
      String other = request.stream() == null ? row.getString(2) : null;
      stream = other == null ? stream : other;
      int type = row.getInt(5);
      if (!types.containsKey(type)) {
        unknown.add(type);
      }
      rows.add(row(row, requireName(stream), type));
      bytes = row.getLong(12);
    }
    if (!unknown.isEmpty()) {
      long[] keys = unknown.stream().mapToLong(Integer::longValue).toArray();
      session.forEach(
          PageSql.TYPES, List.of(keys), row -> types.put(row.getInt(1), row.getString(2)));
    }
    return new LoadedPage(request, named(rows, types, request.backwards()), bytes);
  }

  private static Row row(ResultSet row, String stream, int type) throws SQLException {
    return new Row(
        row.getLong(1),
        stream,
        row.getLong(3),
        row.getLong(4),
        type,
        row.getInt(6),
        row.getBoolean(7),
        row.getString(8),
        row.getString(9),
        row.getString(10),
        Bytes.of(row.getBytes(11)));
  }

  // A page is read in the order of the index. A page that is out of order is refused.
  private static List<EventRecord> named(
      List<Row> rows, Map<Integer, String> types, boolean backwards) throws SQLException {
    List<EventRecord> records = new ArrayList<>(rows.size());
    long before = backwards ? Long.MAX_VALUE : 0;
    for (Row row : rows) {
      if ((before < row.position()) == backwards) {
        throw new SQLException(
            "the store is damaged: the event at position " + row.position() + " is out of order");
      }
      before = row.position();
      records.add(row.named(requireName(types.get(row.type()))));
    }
    return records;
  }

  private static String requireName(@Nullable String name) throws SQLException {
    if (name == null) {
      throw new SQLException("the store is damaged: an event's stream or type has no name");
    }
    return name;
  }

  /** Returns the page of a part that has no events. */
  static Page nothing(Span all) {
    return new Page(List.of(), all.backwards() ? all.upTo() + 1 : all.upTo(), false);
  }

  Page ofRange(Span all) throws SQLException {
    if (records.isEmpty()) {
      if (!all.isEmpty()) {
        throw damaged(all);
      }
      return nothing(all);
    }
    // Events that were appended between the two statements may be in the page too.
    long first = at(records.get(0));
    long end = at(records.get(records.size() - 1));
    boolean whole = Math.abs(end - first) + 1 == records.size()
        && (all.backwards() ? first >= all.upTo() : first == all.after() + 1);
    boolean more = all.backwards() ? end > all.after() + 1 : end < all.upTo();
    if (!whole || (more && !cut)) {
      throw damaged(all);
    }
    return new Page(records, end, more);
  }

  Page ofMatches(Span all, Span part) {
    if (!cut) {
      return new Page(records, part.end(), all.goesOnAfter(part));
    }
    long end = at(records.get(records.size() - 1));
    return new Page(records, end, end != all.end());
  }

  private long at(EventRecord event) {
    return request.stream() == null ? event.position() : event.version();
  }

  private SQLException damaged(Span all) {
    String stream = request.stream();
    return new SQLException("the store is damaged: some events after " + all.after() + " up to "
        + all.upTo() + " of " + (stream == null ? "all" : "the stream " + Names.quote(stream))
        + " are missing; the page has " + records.size());
  }
}
