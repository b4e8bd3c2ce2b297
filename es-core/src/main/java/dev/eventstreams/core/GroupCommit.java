package dev.eventstreams.core;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import java.util.ArrayList;
import java.util.List;

/**
 * Commits a group of appends as one, shows the watchers what was written, and only then answers.
 *
 * <p>Where the backend refuses the group and reports that nothing was written, each append is tried alone, so that one that the
 * database rejects fails alone. Where the backend cannot be reached, all fail at once, since each alone would only wait for it
 * again. Where the answer to the commit was lost, no caller is given more than that.
 */
final class GroupCommit {

  private final GuardedStorage storage;
  private final WatchHub watches;

  GroupCommit(GuardedStorage storage, WatchHub watches) {
    this.storage = storage;
    this.watches = watches;
  }

  /** Leaves every append of the group with an answer; what this throws is the answer of those that have none. */
  void commit(PendingList group) {
    List<AppendOutcome> outcomes;
    try {
      outcomes = written(requests(group));
    } catch (StorageException e) {
      if (group.size() == 1 || !AppendFailure.mayFitAlone(e)) {
        throw e;
      }
      commitEachAlone(group);
      return;
    }
    int i = 0;
    for (PendingAppend append = group.first(); append != null; append = append.next) {
      finish(append, outcomes.get(i++));
    }
  }

  private void commitEachAlone(PendingList group) {
    for (PendingAppend append = group.first(); append != null; append = append.next) {
      try {
        finish(append, written(List.of(append.request)).get(0));
      } catch (Throwable e) { // an Error too: the others are tried all the same
        append.fail(e);
      }
    }
  }

  private static List<AppendRequest> requests(PendingList group) {
    List<AppendRequest> requests = new ArrayList<>(group.size());
    for (PendingAppend append = group.first(); append != null; append = append.next) {
      requests.add(append.request);
    }
    return requests;
  }

  private List<AppendOutcome> written(List<AppendRequest> requests) {
    GroupOutcome outcome = storage.append(requests);
    if (outcome.outcomes().size() != requests.size()) {
      throw new IllegalStateException("the backend gave " + outcome.outcomes().size()
          + " outcomes for " + requests.size() + " appends");
    }
    watches.written(outcome);
    return outcome.outcomes();
  }

  // A failure to encrypt what is written already is no failure before the write.
  private static void finish(PendingAppend append, AppendOutcome outcome) {
    try {
      append.finish(outcome);
    } catch (Throwable e) { // an Error too: the others are written
      append.fail(new IllegalStateException("the backend has kept data without a look at it", e));
    }
  }
}
