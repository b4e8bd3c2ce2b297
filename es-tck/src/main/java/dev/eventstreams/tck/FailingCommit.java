package dev.eventstreams.tck;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.StorageHandle;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Makes commits of a storage fail, each as it is told. */
final class FailingCommit {

  /** A way to fail. */
  enum How {
    /** Nothing is written, and the storage knows it. */
    NOTHING_WRITTEN,
    /** The storage cannot be reached. */
    UNAVAILABLE,
    /** All is written, but the answer to the commit gets lost. */
    ANSWER_LOST,
    /** All is written, and then the backend meets a mistake of its own. */
    BROKE_AFTER_WRITING
  }

  private final Queue<How> next = new ConcurrentLinkedQueue<>();

  /** Makes one more of the next commits fail. */
  void next(How how) {
    next.add(how);
  }

  /** Returns the storage, whose commits fail as told. */
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
