package dev.eventstreams.tck;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.StorageHandle;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Makes commits of a storage fail in the ways that a test adds. */
final class FailingCommit {

  /** A way to fail. */
  enum How {
    /** Nothing is written, and the storage reports that. */
    NOTHING_WRITTEN,
    /** The storage cannot be reached. */
    UNAVAILABLE,
    /** All events are written, but the answer to the commit is lost. */
    ANSWER_LOST,
    /** All events are written, and then the backend throws because of a bug. */
    BROKE_AFTER_WRITING
  }

  private final Queue<How> next = new ConcurrentLinkedQueue<>();

  /**
   * Adds a failure. Each of the next commits takes one failure, in the order in which they were
   * added.
   */
  void next(How how) {
    next.add(how);
  }

  /** Returns the storage with commits that fail as added. */
  StorageHandle in(StorageHandle storage) {
    return new Tap(storage) {
      @Override
      public GroupOutcome append(List<AppendRequest> group) {
        How how = next.poll();
        if (how == How.NOTHING_WRITTEN) {
          throw new StorageException("the disk is full", null);
        }
        if (how == How.UNAVAILABLE) {
          throw StorageException.unavailable("the database is being restarted", null);
        }
        GroupOutcome outcome = super.append(group);
        if (how == How.ANSWER_LOST) {
          throw StorageException.outcomeUnknown("the connection broke during the commit", null);
        }
        if (how == How.BROKE_AFTER_WRITING) {
          throw new IllegalStateException("a mistake of the backend");
        }
        return outcome;
      }
    };
  }
}
