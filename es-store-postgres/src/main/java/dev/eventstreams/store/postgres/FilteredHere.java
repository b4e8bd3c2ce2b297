package dev.eventstreams.store.postgres;

import dev.eventstreams.AnyOf;
import dev.eventstreams.EqualsClause;
import dev.eventstreams.EventField;
import dev.eventstreams.EventField.MetadataPath;
import dev.eventstreams.EventFilter;
import dev.eventstreams.FilterClause;
import dev.eventstreams.InClause;
import dev.eventstreams.LikeClause;
import dev.eventstreams.RangeClause;
import dev.eventstreams.TagClause;
import dev.eventstreams.core.adapter.RecordFilter;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads pages of a part of the store in which metadata is damaged. One value that is not JSON fails
 * each statement that reads it as JSON, and servers before version 16 have no way to check the
 * value first. So the server judges the clauses that do not look at metadata, and this class judges
 * the other clauses.
 *
 * <p>A page is read in several statements and is still correct, because events up to a place that
 * was seen never change.
 */
final class FilteredHere {

  /** A page ends after the statement with which it has judged this many events here. */
  private static final long MOST = 1L << FilteredQuery.RUN_BITS;

  private static final int EVENTS_AT_ONCE = 1_000;
  private static final long BYTES_AT_ONCE = 4L << 20;

  private FilteredHere() {}

  /** The source of the events. */
  interface Source {
    Page read(PageRequest request) throws SQLException;
  }

  /**
   * Returns whether the filter looks at metadata. Only then can damaged metadata be the reason for
   * a failure.
   */
  static boolean canRead(EventFilter filter) {
    return filter.clauses().stream().anyMatch(FilteredHere::looksAtMetadata);
  }

  private static boolean looksAtMetadata(FilterClause clause) {
    if (clause instanceof AnyOf any) {
      return any.filters().stream().anyMatch(FilteredHere::canRead);
    }
    return !(clause instanceof TagClause) && field(clause) instanceof MetadataPath;
  }

  private static EventField field(FilterClause clause) {
    if (clause instanceof EqualsClause equals) {
      return equals.field();
    }
    if (clause instanceof InClause in) {
      return in.field();
    }
    if (clause instanceof LikeClause like) {
      return like.field();
    }
    if (clause instanceof RangeClause range) {
      return range.field();
    }
    throw new IllegalArgumentException("unknown clause " + clause);
  }

  /**
   * Reads a page from a source that gives the same events by a filter that does not look at
   * metadata.
   */
  static Page read(PageRequest request, Source source) throws SQLException {
    Predicate<EventRecord> matches = RecordFilter.of(request.filter());
    List<EventRecord> found = new ArrayList<>();
    long bytes = 0;
    long seen = 0;
    PageRequest rest = withoutMetadata(request);
    while (true) {
      Page page = source.read(rest);
      List<EventRecord> events = page.records();
      for (int i = 0; i < events.size(); i++) {
        EventRecord event = events.get(i);
        if (matches.test(event)) {
          found.add(event);
          bytes += event.size();
          if (found.size() == request.maxEvents() || bytes > request.maxBytes()) {
            long end = request.stream() == null ? event.position() : event.version();
            return new Page(found, end, page.more() || i < events.size() - 1);
          }
        }
      }
      seen += events.size();
      if (!page.more() || seen >= MOST) {
        return new Page(found, page.scannedTo(), page.more());
      }
      rest = after(rest, page.scannedTo());
    }
  }

  private static PageRequest withoutMetadata(PageRequest request) {
    EventFilter filter = new EventFilter(request.filter().clauses().stream()
        .filter(clause -> !looksAtMetadata(clause))
        .toList());
    return new PageRequest(
        request.stream(),
        request.after(),
        request.upTo(),
        request.backwards(),
        filter,
        EVENTS_AT_ONCE,
        BYTES_AT_ONCE);
  }

  private static PageRequest after(PageRequest request, long scannedTo) {
    return new PageRequest(
        request.stream(),
        request.backwards() ? request.after() : scannedTo,
        request.backwards() ? scannedTo - 1 : request.upTo(),
        request.backwards(),
        request.filter(),
        request.maxEvents(),
        request.maxBytes());
  }
}
