package dev.eventstreams.core;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import java.util.ArrayList;
import java.util.List;

/**
 * Commits a group of appends at once, passes the written events to the watches, and only then
 * answers the callers.
 *
 * <p>If the backend refuses the group and reports that nothing was written, each append is tried
 * alone, so that an append that the database rejects fails alone. If the backend cannot be reached,
 * all appends fail at once, since each alone would only wait for the backend again. If the answer
 * to the commit was lost, every caller gets an unknown outcome.
 */
final class GroupCommit {

  private final GuardedStorage storage;
  private final WatchHub watches;

  GroupCommit(GuardedStorage storage, WatchHub watches) {
    this.storage = storage;
    this.watches = watches;
  }

  /**
   * Gives every append of the group an answer; if this throws, the exception is the answer of the
   * appends that have none.
   */
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
      } catch (Throwable e) { // an Error too: the other appends are still tried
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
      throw new IllegalStateException("the backend returned "
          + outcome.outcomes().size() + " outcomes for " + requests.size() + " appends");
    }
    watches.written(outcome);
    return outcome.outcomes();
  }

  // The append is written already, so a failure to encrypt it must not look like a failure before
  // the write.
  private static void finish(PendingAppend append, AppendOutcome outcome) {
    try {
      append.finish(outcome);
    } catch (Throwable e) { // an Error too: the other appends are written
      append.fail(new IllegalStateException("the backend kept data that it did not read", e));
    }
  }
}
