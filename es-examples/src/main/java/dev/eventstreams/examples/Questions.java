package dev.eventstreams.examples;

import static dev.eventstreams.EventFilter.metadata;
import static dev.eventstreams.EventFilter.stream;
import static dev.eventstreams.EventFilter.streamLike;
import static dev.eventstreams.EventFilter.type;

import dev.eventstreams.EventField;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.StoredEvent;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Answers questions about a history with filtered reads: the backend selects, and only matching
 * events are read.
 */
final class Questions {

  private static final EventFilter COMMITS = type(CommitEvents.COMMITTED);

  private final EventStore store;
  private final long head;

  /** Answers for the store as it is now. Later appends do not change the answers. */
  Questions(EventStore store) {
    this.store = store;
    this.head = store.head();
  }

  long commits() {
    return count(COMMITS);
  }

  /** Returns how many commits are by authors whose name begins with the prefix. */
  long commitsByAuthorPrefix(String prefix) {
    String literal = prefix.replaceAll("[\\\\%_]", "\\\\$0");
    return count(COMMITS.and(streamLike("author/" + literal + "%")));
  }

  long merges() {
    return count(COMMITS.and(metadata("merge", true)));
  }

  /** Returns how many commits add at least this number of lines. */
  long commitsThatAdd(long lines) {
    return count(COMMITS.and(EventField.metadata("lines", "added").atLeast(lines)));
  }

  /** Returns how many commits were committed in a year, in UTC. */
  long commitsIn(int year) {
    EventField committed = EventField.of("metadata.committed");
    return count(COMMITS
        .and(committed.atLeast(firstSecondOf(year)))
        .and(committed.lessThan(firstSecondOf(year + 1))));
  }

  /** Returns how many commits touched files in a top-level folder. */
  long commitsThatTouch(String folder) {
    return count(stream(CommitEvents.folderStream(folder)));
  }

  /** Returns the commit that was added last. */
  Optional<StoredEvent> last() {
    return store.all().read().upTo(head).where(COMMITS).backwards().limit(1).stream()
        .findFirst();
  }

  private long count(EventFilter filter) {
    return store.all().read().upTo(head).where(filter).stream().count();
  }

  private static long firstSecondOf(int year) {
    return LocalDate.of(year, 1, 1).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
  }
}
