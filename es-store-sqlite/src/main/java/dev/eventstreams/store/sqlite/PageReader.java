package dev.eventstreams.store.sqlite;

import dev.eventstreams.EventFilter;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads pages. Each page is read in a separate transaction, and no state remains after it.
 *
 * <p>A page without a filter is a range of versions or positions, which have no gaps. A page with a
 * filter looks at a limited number of events, so that no transaction lasts long. It may therefore contain fewer events than requested, or none.
 */
final class PageReader {

  /**
   * The most bytes of a page, which is read into a few arrays. Java's G1 allocates arrays of half a
   * region or more, which may be 512 KiB, in a different way; reading such pages is slower by a
   * third.
   */
  private static final long MOST_BYTES = 384 << 10;

  private final Names names;

  // Racy on purpose: an estimate of the bytes per event. It only decides how many rows one query
  // requests.
  private volatile long guessedBytes = 512;

  PageReader(Names names) {
    this.names = names;
  }

  /** Reads a page in the transaction that the session has open. */
  Page read(Session session, PageRequest request) throws SQLException {
    Long stream = request.stream() == null ? null : names.streams().key(session, request.stream());
    boolean noSuchStream = request.stream() != null && stream == null;
    long head = noSuchStream ? 0 : head(session, stream);
    Span all = new Span(request.after(), Math.min(request.upTo(), head), request.backwards());
    if (all.isEmpty()) {
      return new Page(List.of(), all.backwards() ? all.upTo() + 1 : all.upTo(), false);
    }
    return request.filter().clauses().isEmpty()
        ? unfiltered(session, request, stream, all)
        : filtered(session, request, stream, all);
  }

  private static long head(Session session, @Nullable Long stream) throws SQLException {
    Long head = stream == null
        ? session.first(SqliteSql.LAST_POSITION, row -> row.getLong(1))
        : session.first(SqliteSql.LAST_VERSION, row -> row.getLong(1), stream);
    return head == null ? 0 : head;
  }

  private Page unfiltered(Session session, PageRequest request, @Nullable Long stream, Span all)
      throws SQLException {
    Span part = all.first(rows(request));
    Loaded loaded = load(session, request, PackedQuery.ofRange(session, stream, part));
    if (loaded.rows != part.length()) {
      throw new SQLException("the store is damaged: of the " + part.length() + " events after "
          + part.after() + " up to " + part.upTo() + " of "
          + (request.stream() == null
              ? "all"
              : "the stream " + dev.eventstreams.spi.Names.quote(request.stream()))
          + " there are " + loaded.rows);
    }
    return page(request, loaded, all, part, loaded.cut);
  }

  private Page filtered(Session session, PageRequest request, @Nullable Long stream, Span all)
      throws SQLException {
    int rows = rows(request);
    Search search = FilteredQuery.of(names, session, request.filter(), stream, all, rows);
    if (search.query() == null) {
      return new Page(List.of(), search.part().end(), all.goesOnAfter(search.part()));
    }
    Loaded loaded =
        load(session, request, PackedQuery.ofFound(search.query(), request.stream() == null));
    return page(request, loaded, all, search.part(), loaded.cut || loaded.records.size() == rows);
  }

  private static Page page(
      PageRequest request, Loaded loaded, Span all, Span part, boolean endsAtLast) {
    if (!endsAtLast) {
      return new Page(loaded.records, part.end(), all.goesOnAfter(part));
    }
    EventRecord last = loaded.records.get(loaded.records.size() - 1);
    long end = at(request, last);
    return new Page(loaded.records, end, end != all.end());
  }

  private static long at(PageRequest request, EventRecord event) {
    return request.stream() == null ? event.position() : event.version();
  }

  private static long maxBytes(PageRequest request) {
    return Math.min(request.maxBytes(), MOST_BYTES);
  }

  private int rows(PageRequest request) {
    long fitting = maxBytes(request) / Math.max(1, guessedBytes);
    return (int) Math.max(1, Math.min(request.maxEvents(), Math.max(16, fitting)));
  }

  private Loaded load(Session session, PageRequest request, PackedQuery query) throws SQLException {
    PackedPage page = Objects.requireNonNull(session.first(
        query.sql(),
        row -> new PackedPage(row, query, names, request.stream()),
        query.arguments()));
    Loaded loaded = new Loaded(page.rows());
    long bytes = 0;
    while (page.hasNext()) {
      EventRecord event;
      try {
        event = page.next(session);
      } catch (DamagedEventException e) {
        if (loaded.records.isEmpty()) {
          throw e;
        }
        loaded.cut = true; // the next page reports the damage
        break;
      }
      long size = event.size();
      if (!loaded.records.isEmpty() && bytes + size > maxBytes(request)) {
        loaded.cut = true;
        break;
      }
      bytes += size;
      loaded.records.add(event);
    }
    if (!loaded.cut && loaded.records.size() != loaded.rows) {
      throw new SQLException("the store is damaged, or the driver has lost a part of a page: of "
          + loaded.rows + " events it returned " + loaded.records.size());
    }
    if (!loaded.records.isEmpty()) {
      guessedBytes = (guessedBytes + bytes / loaded.records.size()) / 2;
    }
    requireOrder(loaded.records, request.backwards());
    return loaded;
  }

  // SQLite aggregates rows in the order in which it finds them, which is the order of the index.
  // This check refuses a page that is out of order.
  private static void requireOrder(List<EventRecord> records, boolean backwards)
      throws SQLException {
    for (int i = 1; i < records.size(); i++) {
      boolean ascending = records.get(i - 1).position() < records.get(i).position();
      if (ascending == backwards) {
        throw new SQLException("the store is damaged: the event at position "
            + records.get(i).position() + " is out of order");
      }
    }
  }

  /** Returns the position of an event after {@code after} that matches the filter, or null. */
  @Nullable Long match(Session session, EventFilter filter, long after) throws SQLException {
    Span rest = new Span(after, head(session, null), false);
    while (!rest.isEmpty()) {
      Search search = FilteredQuery.of(names, session, filter, null, rest, 1);
      PageQuery query = search.query();
      Long found = query == null
          ? null
          : session.first(query.sql(), row -> row.getLong(1), query.arguments());
      if (found != null) {
        return found;
      }
      rest = new Span(search.part().upTo(), rest.upTo(), false);
    }
    return null;
  }

  /** The events of a page, and whether the page ends before the last row that the query found. */
  private static final class Loaded {
    final List<EventRecord> records = new ArrayList<>();
    final long rows;
    boolean cut;

    Loaded(long rows) {
      this.rows = rows;
    }
  }
}
