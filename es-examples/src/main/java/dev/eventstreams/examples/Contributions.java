package dev.eventstreams.examples;

import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.Snapshot;
import dev.eventstreams.StoredEvent;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A projection: how many commits each author made, up to a position of the store.
 *
 * @param commits the number of commits by author
 * @param position the position up to which events were folded in
 */
record Contributions(Map<String, Long> commits, long position) {

  private static final String PROJECTION = "commits-by-author";

  /**
   * The current projection, and how it was computed.
   *
   * @param value the projection
   * @param from the position of the snapshot that it started from, 0 if there was none
   * @param folded how many commits were folded in since
   */
  record Caught(Contributions value, long from, long folded) {}

  /**
   * Starts from the last snapshot, folds in the events appended since, and saves a snapshot of the
   * result.
   */
  static Caught upToDate(EventStore store) {
    Contributions start = store
        .all()
        .loadSnapshot(PROJECTION)
        .map(Contributions::of)
        .orElse(new Contributions(Map.of(), 0));
    long head = store.head();
    Map<String, Long> commits = new TreeMap<>(start.commits);
    long folded = 0;
    EventFilter wanted = EventFilter.type(CommitEvents.COMMITTED);
    for (StoredEvent event : store.all().read().after(start.position).upTo(head).where(wanted)) {
      commits.merge(author(event), 1L, Long::sum);
      folded++;
    }
    Contributions now = new Contributions(commits, head);
    store.all().saveSnapshot(PROJECTION, head, now.encoded());
    return new Caught(now, start.position, folded);
  }

  /** Returns the authors with the most commits, and their numbers of commits. */
  Map<String, Long> most(int authors) {
    Map<String, Long> most = new LinkedHashMap<>();
    commits.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
            .thenComparing(Map.Entry.comparingByKey()))
        .limit(authors)
        .forEach(entry -> most.put(entry.getKey(), entry.getValue()));
    return most;
  }

  private static String author(StoredEvent event) {
    Object author = event.metadata().get("author");
    return author instanceof String name ? name : "";
  }

  // One line per author: no name contains a line feed, because control characters are escaped.
  private String encoded() {
    StringBuilder text = new StringBuilder();
    commits.forEach(
        (author, count) -> text.append(count).append(' ').append(author).append('\n'));
    return text.toString();
  }

  private static Contributions of(Snapshot snapshot) {
    Map<String, Long> commits = new TreeMap<>();
    snapshot.state().utf8().lines().forEach(line -> {
      int space = line.indexOf(' ');
      commits.put(line.substring(space + 1), Long.valueOf(line.substring(0, space)));
    });
    return new Contributions(commits, snapshot.version());
  }
}
