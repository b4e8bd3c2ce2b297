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
 * Whether the store still is the one that this opening has open, and this opening the one that writes to it. Once it is not, that is
 * final.
 *
 * <p>The lock alone does not make sure of it: POSIX drops it when any code of this process opens and closes the lock file. But two
 * writers are harmless. The second one finds no mark in {@code head} that the first has closed the store. So it first puts a new file in the
 * place of {@code head}, then reads the log, and then puts a copy of the last segment in that segment's place. The first one looks at
 * {@code head} after the fsync of each group: if it is still the old file, the group was there before the second one read the log; if
 * not, the group is not acknowledged, and what was written went into a file that has no name any more. The look before each group only
 * spares that: the loser stops before it writes.
 *
 * <p>The same look finds a store that was deleted, moved or replaced, and one whose files were overwritten: the segment no longer
 * ends where this opening left it.
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
      String message = why + "; nothing was written, nor will be: close this store object";
      throw taken ? new StoreLockedException(message, null) : StorageException.lost(message, null);
    }
  }

  /** Fails unless this opening is the one that writes. */
  void require() {
    requireNotLost();
    look(head);
    requireNotLost();
  }

  /**
   * Fails if the store is lost, to another opening too: for those who only wait for events.
   *
   * @throws StorageException if it is, or if the files cannot be looked at
   */
  void requireForWatching() {
    try {
      require();
    } catch (StoreLockedException e) {
      throw StorageException.lost(String.valueOf(e.getMessage()), e);
    }
  }

  /** Fails unless the file is still the store's segment, and ends there. */
  void require(FileIdentity segment, LogFile file, long end) {
    requireNotLost();
    look(head);
    look(segment);
    try {
      if (!isLost() && file.length() != end) {
        lose(Names.printable(segment.file()) + " was changed while the store was open: it has "
            + file.length() + " bytes, and not the " + end + " that were written to it");
      }
    } catch (IOException e) {
      throw cannotLook(e);
    }
    requireNotLost();
  }

  /** Fails, for a call that has written, if this opening is not the one that writes any more. */
  void requireStill() {
    look(head);
    if (isLost()) {
      throw StorageException.outcomeUnknown(lost + ", during this very call", null);
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
                  + ", since this process lost its lock: it must not open and close "
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
        "cannot look at the files of " + Names.printable(directory.path())
            + ", nothing was written: " + FileFailure.reason(cause, directory.path()),
        cause);
  }
}
