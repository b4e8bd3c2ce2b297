package dev.eventstreams.store.postgres;

import dev.eventstreams.EventFilter;
import dev.eventstreams.core.adapter.Where;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads pages. A page shows one state of the store without a transaction: the end of the store is
 * read first, and events up to there never change, no matter when they are read afterwards.
 *
 * <p>A page without a filter is a range of versions or positions, and these have no gaps. A page
 * with a filter that goes along the positions covers at most one run of them, so that no statement
 * takes long. Such a page may have fewer events than requested, or none.
 */
final class PageReader {

  private final FilterMemory memory = new FilterMemory();

  Page read(Session session, PageRequest request) throws SQLException {
    if (request.filter().clauses().isEmpty()) {
      return unfiltered(session, request);
    }
    try {
      return filtered(session, request);
    } catch (SQLException e) {
      if (!PostgresFailure.isOfValue(e) || !FilteredHere.canRead(request.filter())) {
        throw e;
      }
      return FilteredHere.read(request, rest -> read(session, rest));
    }
  }

  private static long head(Session session, @Nullable String stream) throws SQLException {
    return stream == null
        ? session.number(PostgresSql.LAST_POSITION)
        : session.number(PostgresSql.LAST_VERSION, stream);
  }

  /**
   * Reads the head and the page in one round trip; names of types past the first 64 take one more.
   */
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
    String sql = String.join(";\n", head, PageSql.FIRST_TYPES, page.sql());
    try (PreparedStatement statement = session.prepare(sql)) {
      Session.bind(statement, arguments);
      statement.execute();
      ResultSet last = statement.getResultSet();
      last.next();
      Span all =
          new Span(request.after(), Math.min(request.upTo(), last.getLong(1)), request.backwards());
      return LoadedPage.of(session, Session.nextRows(statement), statement, request)
          .ofRange(all);
    }
  }

  private Page filtered(Session session, PageRequest request) throws SQLException {
    String stream = request.stream();
    long head = head(session, stream);
    Span all = new Span(request.after(), Math.min(request.upTo(), head), request.backwards());
    if (all.isEmpty()) {
      return LoadedPage.nothing(all);
    }
    FilteredQuery query = new FilteredQuery(session, request.filter(), request.maxEvents());
    FilteredQuery.Choice choice = stream != null
        ? query.ofStream(stream, all)
        : query.ofStore(all, memory.density(request.filter()));
    PageQuery found = choice.query();
    if (found == null) {
      return new Page(List.of(), all.end(), false);
    }
    PageQuery page = found.page(stream == null, all, request.maxBytes());
    try (PreparedStatement statement =
        session.prepareOnce(PageSql.FIRST_TYPES + ";\n" + page.sql())) {
      Session.bind(statement, page.arguments());
      statement.execute();
      Page result = LoadedPage.of(session, statement.getResultSet(), statement, request)
          .ofMatches(all, choice.part());
      if (stream == null) {
        memory.note(request.filter(), result, choice.part());
      }
      return result;
    }
  }

  /**
   * Returns the position of the first matching event above {@code after} and up to {@code upTo}, or
   * null.
   */
  @Nullable Long match(Session session, EventFilter filter, long after, long upTo) throws SQLException {
    long from = after;
    while (true) {
      Page page =
          read(session, new PageRequest(null, from, upTo, false, filter, 1, Long.MAX_VALUE));
      if (!page.records().isEmpty()) {
        return page.records().get(0).position();
      }
      if (!page.more()) {
        return null;
      }
      from = page.scannedTo();
    }
  }
}
