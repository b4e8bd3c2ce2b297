package dev.eventstreams.core;

import dev.eventstreams.EventStoreException;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreLockedException;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Supplier;

/**
 * Commits a group of appends as one, shows the watchers what was written, and only then answers.
 *
 * <p>Where the backend refuses the group and says that nothing was written, each append is tried alone, so that one that the
 * database rejects fails alone. Where the backend cannot be reached, all fail at once, since each alone would only wait for it
 * again. Where the answer to the commit was lost, nobody is told more than that.
 */
final class GroupCommit {

  private static final System.Logger LOG = System.getLogger(GroupCommit.class.getName());

  private final GuardedStorage storage;
  private final WatchHub watches;

  GroupCommit(GuardedStorage storage, WatchHub watches) {
    this.storage = storage;
    this.watches = watches;
  }

  /** Leaves every append of the group with an answer, whatever happens. */
  void commit(List<PendingAppend> group) {
    GroupOutcome outcome;
    try {
      List<AppendRequest> requests =
          group.stream().map(append -> append.request).toList();
      outcome = storage.append(requests);
      if (outcome.outcomes().size() != group.size()) {
        throw new IllegalStateException("the backend gave " + outcome.outcomes().size()
            + " outcomes for " + group.size() + " appends");
      }
    } catch (Throwable e) { // an Error too: the others wait for an answer
      refuse(group, e);
      return;
    }
    show(outcome);
    for (int i = 0; i < group.size(); i++) {
      group.get(i).finish(outcome.outcomes().get(i));
    }
  }

  // What is written stays written, so nobody is told of a failure here.
  private void show(GroupOutcome outcome) {
    try {
      watches.written(outcome);
    } catch (Throwable e) {
      LOG.log(Level.WARNING, "cannot show the watches what was written", e);
    }
  }

  private void refuse(List<PendingAppend> group, Throwable cause) {
    boolean mayFitAlone = cause instanceof StorageException failure
        && !failure.outcomeUnknown()
        && !failure.unavailable();
    if (mayFitAlone && group.size() > 1) {
      group.forEach(append -> commit(List.of(append)));
    } else {
      group.forEach(append -> append.fail(failure(cause)));
    }
  }

  private static Supplier<RuntimeException> failure(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof StoreLockedException) {
      return () -> new StoreLockedException(message, cause);
    }
    boolean unknown = !(cause instanceof EventStoreException)
        || (cause instanceof StorageException failure && failure.outcomeUnknown());
    if (unknown) {
      return () -> StorageException.outcomeUnknown(
          "the append failed and may have been written: " + message, cause);
    }
    return cause instanceof StorageException failure && failure.unavailable()
        ? () -> StorageException.unavailable(message, cause)
        : () -> new StorageException(message, cause);
  }
}
