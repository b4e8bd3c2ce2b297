package dev.eventstreams.store.sqlite;

import dev.eventstreams.core.adapter.Where;
import dev.eventstreams.spi.EventRecord;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds events by their tags, through a full-text index of SQLite (FTS5). That index collects tags
 * in sorted segments and merges these, so an append with many different tags changes few pages. In
 * a table ordered by tag, each tag would change another page.
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

  /** How many positions a page looks at for the common events of several tags, at most. */
  static final long WINDOW = 1_000_000;

  // A tag with fewer events is searched alone, without the other tags.
  private static final int FEW = 100;

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
   * @param most about how many positions to return at most
   */
  static Candidates find(
      Session session, List<Set<String>> tags, Where filter, Span positions, int most)
      throws SQLException {
    Long head = session.first(SqliteSql.LAST_POSITION, row -> row.getLong(1));
    long indexed = complete(head == null ? 0 : head);
    boolean backwards = positions.backwards();
    Span early = new Span(positions.after(), Math.min(indexed, positions.upTo()), backwards);
    Span late = new Span(Math.max(indexed, positions.after()), positions.upTo(), backwards);
    if (backwards) {
      Candidates first = behindIndex(session, filter, late, most);
      return first.cover(late) ? first.then(inIndex(session, tags, early, most)) : first;
    }
    Candidates first = inIndex(session, tags, early, most);
    return first.cover(early) ? first.then(behindIndex(session, filter, late, most)) : first;
  }

  private static Candidates behindIndex(Session session, Where filter, Span span, int most)
      throws SQLException {
    return Candidates.find(session, PageQuery.ofStore(span).matching(filter, most), span, most);
  }

  // Each set is tried alone first: for the common events of two tags, the index would also read a
  // part of the tag that has many events.
  private static Candidates inIndex(Session session, List<Set<String>> tags, Span span, int most)
      throws SQLException {
    if (tags.size() == 1) {
      return ofAll(session, tags, span, most);
    }
    for (Set<String> set : tags) {
      Candidates few = ofAll(session, List.of(set), span, FEW);
      if (few.cover(span)) {
        return few;
      }
    }
    return ofAll(session, tags, span.first(WINDOW), most);
  }

  private static Candidates ofAll(Session session, List<Set<String>> tags, Span span, int most)
      throws SQLException {
    return Candidates.find(
        session, PageQuery.ofTags(expression(tags), span).first(most), span, most);
  }

  // A quoted string is one token, because the tokenizer splits text at control characters only.
  private static String expression(List<Set<String>> tags) {
    return tags.stream()
        .map(set -> set.stream()
            .map(tag -> '"' + tag.replace("\"", "\"\"") + '"')
            .collect(Collectors.joining(" OR ", "(", ")")))
        .collect(Collectors.joining(" AND "));
  }
}
