package dev.eventstreams.store.postgres;

import dev.eventstreams.Bytes;
import dev.eventstreams.EventFilter;
import dev.eventstreams.core.adapter.Where;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Names;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads pages. A page needs no transaction to be of one state of the store: where the store ends is asked first, and what lies up to
 * there never changes, whenever the events themselves are then read.
 *
 * <p>A page without a filter is a range of versions or positions, which have no gaps. A filtered one that finds its events along the
 * positions looks at no more than one run of them, so that no statement lasts long, and may come back with fewer events than asked
 * for, or none.
 */
final class PageReader {

  private final FilterMemory memory = new FilterMemory();

  Page read(Session session, PageRequest request) throws SQLException {
    return request.filter().clauses().isEmpty()
        ? unfiltered(session, request)
        : filtered(session, request);
  }

  private static long head(Session session, @Nullable String stream) throws SQLException {
    return stream == null
        ? session.number(PostgresSql.LAST_POSITION)
        : session.number(PostgresSql.LAST_VERSION, stream);
  }

  /** Both questions in one round trip. */
  private static Page unfiltered(Session session, PageRequest request) throws SQLException {
    String stream = request.stream();
    Span asked = new Span(request.after(), request.upTo(), request.backwards());
    PageQuery range = stream == null ? PageQuery.ofStore(asked) : PageQuery.ofStream(stream, asked);
    PageQuery page = range
        .first(request.maxEvents(), Where.always(), asked)
        .page(stream == null, asked, request.maxBytes());
    List<Object> arguments = new ArrayList<>();
    if (stream != null) {
      arguments.add(stream);
    }
    arguments.addAll(page.arguments());
    String head = stream == null ? PostgresSql.LAST_POSITION : PostgresSql.LAST_VERSION;
    try (PreparedStatement statement = session.prepare(head + ";\n" + page.sql())) {
      Session.bind(statement, arguments);
      statement.execute();
      ResultSet last = statement.getResultSet();
      last.next();
      Span all =
          new Span(request.after(), Math.min(request.upTo(), last.getLong(1)), request.backwards());
      Loaded loaded = new Loaded(Session.nextRows(statement), request);
      return loaded.ofRange(all);
    }
  }

  private Page filtered(Session session, PageRequest request) throws SQLException {
    String stream = request.stream();
    long head = head(session, stream);
    Span all = new Span(request.after(), Math.min(request.upTo(), head), request.backwards());
    if (all.isEmpty()) {
      return nothing(all);
    }
    FilteredQuery query = new FilteredQuery(session, request.filter(), request.maxEvents());
    FilteredQuery.Choice choice = stream != null
        ? new FilteredQuery.Choice(query.ofStream(stream, all), all)
        : query.ofStore(all, memory.density(request.filter()));
    PageQuery found = choice.query();
    if (found == null) {
      return new Page(List.of(), all.end(), false);
    }
    PageQuery page = found.page(stream == null, all, request.maxBytes());
    try (PreparedStatement statement = session.prepareOnce(page.sql())) {
      Session.bind(statement, page.arguments());
      Loaded loaded = new Loaded(statement.executeQuery(), request);
      Page result = loaded.ofMatches(all, choice.part());
      if (stream == null) {
        memory.note(request.filter(), result, choice.part());
      }
      return result;
    }
  }

  private static Page nothing(Span all) {
    return new Page(List.of(), all.backwards() ? all.upTo() + 1 : all.upTo(), false);
  }

  /** Returns the position of an event that matches, above one and up to another, or null. */
  @Nullable Long match(Session session, EventFilter filter, long after, long upTo) throws SQLException {
    long from = after;
    while (true) {
      Page page =
          filtered(session, new PageRequest(null, from, upTo, false, filter, 1, Long.MAX_VALUE));
      if (!page.records().isEmpty()) {
        return page.records().get(0).position();
      }
      if (!page.more()) {
        return null;
      }
      from = page.scannedTo();
    }
  }

  /** The events of a page, and whether it ends before the query does. */
  private static final class Loaded {

    private final List<EventRecord> records = new ArrayList<>();
    private final PageRequest request;
    private final boolean cut;

    Loaded(ResultSet rows, PageRequest request) throws SQLException {
      this.request = request;
      Map<String, String> names = new HashMap<>();
      long bytes = 0;
      while (rows.next()) {
        EventRecord event = record(rows, request.stream(), names);
        bytes = rows.getLong(11);
        requireOrder(event);
        records.add(event);
      }
      // The last one alone may go over the limit in bytes.
      this.cut = records.size() == request.maxEvents() || bytes > request.maxBytes();
    }

    private static EventRecord record(
        ResultSet row, @Nullable String stream, Map<String, String> names) throws SQLException {
      return new EventRecord(
          stream != null ? stream : shared(row.getString(2), names),
          row.getLong(3),
          row.getLong(1),
          row.getLong(4),
          shared(row.getString(5), names),
          row.getString(8),
          row.getBoolean(7),
          row.getString(9),
          Bytes.of(row.getBytes(10)),
          row.getInt(6));
    }

    // One object for many equal names.
    private static String shared(@Nullable String name, Map<String, String> names)
        throws SQLException {
      if (name == null) {
        throw new SQLException("the store is damaged: an event's stream or type has no name");
      }
      String known = names.putIfAbsent(name, name);
      return known == null ? name : known;
    }

    // A page is read in the order of the index; one out of order is not let through.
    private void requireOrder(EventRecord event) throws SQLException {
      if (!records.isEmpty()
          && (records.get(records.size() - 1).position() < event.position())
              == request.backwards()) {
        throw new SQLException(
            "the store is damaged: the event at position " + event.position() + " is out of order");
      }
    }

    Page ofRange(Span all) throws SQLException {
      if (records.isEmpty()) {
        if (!all.isEmpty()) {
          throw damaged(all);
        }
        return nothing(all);
      }
      // What was appended between the two statements may be there too.
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
      return new SQLException("the store is damaged: of the events after " + all.after() + " up to "
          + all.upTo() + " of " + (stream == null ? "all" : "the stream " + Names.quote(stream))
          + " some are missing; the page has " + records.size());
    }
  }
}
