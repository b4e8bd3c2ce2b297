package dev.eventstreams.store.sqlite;

import dev.eventstreams.core.adapter.Where;
import dev.eventstreams.spi.EventRecord;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds events by their tags, through SQLite's full-text index: it merges sorted segments, so
 * writing many different tags changes few pages. A table ordered by tag would change a page for
 * each tag.
 *
 * <p>Events enter the index in blocks of {@link #BLOCK} positions. The index has no events of the
 * last block while that block is incomplete; a search reads those events instead. So small appends
 * seldom write to the index.
 *
 * <p>The index ignores the case of ASCII letters. What it finds are candidates, and the whole
 * filter judges them.
 */
final class TagIndex {

  /** How many positions enter the index at once. */
  static final int BLOCK = 128;

  private TagIndex() {}

  /** Adds the blocks that these events complete. Called after the events were inserted. */
  static void insert(Session session, List<EventRecord> events) throws SQLException {
    long before = events.get(0).position() - 1;
    long indexed = complete(before);
    long upTo = complete(events.get(events.size() - 1).position());
    if (indexed < upTo) {
      long last = haveTags(events) ? upTo : before;
      session.update(SqliteSql.INDEX_TAGS, indexed, last);
    }
  }

  // Returns the last position of the last complete block.
  private static long complete(long head) {
    return head - head % BLOCK;
  }

  private static boolean haveTags(List<EventRecord> events) {
    for (EventRecord event : events) {
      if (!event.tags().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the first events in a span that have a tag of each set, as candidates for the filter.
   *
   * @param filter the whole filter
   * @param most how many positions to return at most
   */
  static Candidates find(
      Session session, List<Set<String>> tags, Where filter, Span positions, int most)
      throws SQLException {
    Long head = session.first(SqliteSql.LAST_POSITION, row -> row.getLong(1));
    long indexed = complete(head == null ? 0 : head);
    Span inIndex =
        new Span(positions.after(), Math.min(indexed, positions.upTo()), positions.backwards());
    Span behind =
        new Span(Math.max(indexed, positions.after()), positions.upTo(), positions.backwards());
    List<Long> found = new ArrayList<>();
    if (positions.backwards()) {
      findBehind(session, filter, behind, most, found);
      findInIndex(session, tags, inIndex, most, found);
    } else {
      findInIndex(session, tags, inIndex, most, found);
      findBehind(session, filter, behind, most, found);
    }
    return Candidates.of(found, positions, most);
  }

  private static void findInIndex(
      Session session, List<Set<String>> tags, Span span, int most, List<Long> found)
      throws SQLException {
    if (!span.isEmpty() && found.size() < most) {
      PageQuery query = new PageQuery(
          SqliteSql.OF_TAGS + span.direction(),
          List.of(expression(tags), span.after(), span.upTo()));
      Candidates.add(session, query.first(most - found.size()), found);
    }
  }

  private static void findBehind(
      Session session, Where filter, Span span, int most, List<Long> found) throws SQLException {
    if (!span.isEmpty() && found.size() < most) {
      Candidates.add(session, PageQuery.ofStore(span).matching(filter, most - found.size()), found);
    }
  }

  // A quoted string is one token, because the tokenizer splits at control characters only.
  private static String expression(List<Set<String>> tags) {
    return tags.stream()
        .map(set -> set.stream()
            .map(tag -> '"' + tag.replace("\"", "\"\"") + '"')
            .collect(Collectors.joining(" OR ", "(", ")")))
        .collect(Collectors.joining(" AND "));
  }
}
