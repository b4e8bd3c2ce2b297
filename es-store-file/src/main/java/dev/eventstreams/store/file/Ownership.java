package dev.eventstreams.store.file;

import dev.eventstreams.EventStoreException;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreLockedException;
import dev.eventstreams.core.adapter.FileFailure;
import dev.eventstreams.core.adapter.FileIdentity;
import dev.eventstreams.spi.Names;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the store is still the one that this opening has open, and that this opening is still
 * its writer. Once a check finds that it is not, the loss is final.
 *
 * <p>The lock alone does not ensure this: POSIX drops the lock when any code of this process opens
 * and closes the lock file. But two writers do no harm. The second writer finds no mark in {@code
 * head} that the first one has closed the store. So the second writer first replaces {@code head}
 * by a new file, then reads the log, and then replaces the last segment by a copy. The first writer
 * looks at {@code head} after the fsync of each group. If it is still the old file, the group was
 * in the log before the second writer read the log. If it is a new file, the group is not
 * acknowledged, and was written into a file that loses its name. The look before each group only
 * saves that work: the loser stops before it writes.
 *
 * <p>The same check finds a store that was deleted, moved or replaced. It also finds overwritten
 * files if the segment no longer ends where this opening left it.
 */
final class Ownership {

  private final StoreDirectory directory;
  private final StoreLock lock;
  private final FileIdentity head;
  private volatile @Nullable String lost; // why
  private volatile boolean taken; // by another opening

  Ownership(StoreDirectory directory, StoreLock lock, FileIdentity head) {
    this.directory = directory;
    this.lock = lock;
    this.head = head;
  }

  boolean isLost() {
    return lost != null;
  }

  void requireNotLost() {
    String why = lost;
    if (why != null) {
      String message = why + "; nothing was written, and nothing will be: close this store object";
      throw taken ? new StoreLockedException(message, null) : StorageException.lost(message, null);
    }
  }

  /** Fails unless this opening is still the writer. */
  void require() {
    requireNotLost();
    look(head);
    requireNotLost();
  }

  /**
   * Fails if the store is lost, also if another opening has become the writer. For callers that
   * only wait for events.
   *
   * @throws StorageException if the store is lost, or if its files cannot be checked
   */
  void requireForWatching() {
    try {
      require();
    } catch (StoreLockedException e) {
      throw StorageException.lost(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Fails unless this opening is still the writer, and the file is still the store's segment and
   * ends at {@code end}.
   */
  void require(FileIdentity segment, LogFile file, long end) {
    requireNotLost();
    look(head);
    look(segment);
    try {
      if (!isLost() && file.length() != end) {
        lose(Names.printable(segment.file()) + " was changed while the store was open: it has "
            + file.length() + " bytes instead of the " + end + " that were written to it");
      }
    } catch (IOException e) {
      throw cannotLook(e);
    }
    requireNotLost();
  }

  /**
   * Fails with an unknown outcome if this opening is no longer the writer. For a call that has
   * written.
   */
  void requireStill() {
    look(head);
    if (isLost()) {
      throw StorageException.outcomeUnknown(lost + ", during this call", null);
    }
  }

  private void look(FileIdentity wanted) {
    try {
      if (wanted.isThere()) {
        return;
      }
      taken = lock.isTaken();
      lose(
          taken
              ? "the store " + Names.printable(directory.path())
                  + " was opened for writing by another process"
                  + lock.holder()
                  + ", after this process lost its lock: no code may open and close "
                  + Names.printable(directory.lock())
              : "the store " + Names.printable(directory.path())
                  + " was deleted, moved or replaced while it was open: "
                  + Names.printable(wanted.file())
                  + " is not the file that was opened");
    } catch (IOException e) {
      throw cannotLook(e);
    }
  }

  private void lose(String why) {
    lost = why;
  }

  private EventStoreException cannotLook(IOException cause) {
    return new StorageException(
        "cannot check the files of " + Names.printable(directory.path()) + ", nothing was written: "
            + FileFailure.reason(cause, directory.path()),
        cause);
  }
}
