package dev.eventstreams.core;

import dev.eventstreams.Bytes;
import dev.eventstreams.ForgetResult;
import dev.eventstreams.KeyRing;
import dev.eventstreams.spi.Names;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A key ring in a file that several processes share. Each call checks whether the file was
 * replaced; each change is applied to the current file, under the file's lock.
 *
 * <p>No tombstone is lost. A change reads the file after it has the lock and merges the book of
 * this process, where tombstones win. So neither a process that remembers an older file nor an
 * older file put in place revives a key that this process saw destroyed.
 *
 * <p>One minute after the last call a timer drops the keys, which are held wrapped, and keeps the
 * tombstones. The next call reads the file again; if the file is gone by then, the call fails and
 * does not create it again.
 */
final class FileKeyRing implements KeyRing {

  private static final Duration IDLE = Duration.ofSeconds(60);

  private final KeyFile file;
  private final KeyTimer timer;
  private final ReentrantLock lock = new ReentrantLock();
  private KeyBook book;
  private Bytes stamp;
  private boolean dropped;
  private Runnable cancelDrop = () -> {};

  /** A change to the book; it may change nothing. */
  private interface Change {
    @Nullable UUID apply(KeyBook book);
  }

  private FileKeyRing(KeyFile file, KeyFile.Content content, KeyTimer timer) {
    this.file = file;
    this.timer = timer;
    this.book = content.book();
    this.stamp = content.stamp();
    boolean unused = asked(() -> true);
  }

  /** Makes a new key file. */
  static FileKeyRing create(Path path, byte[] masterKey) {
    KeyFile file = new KeyFile(path, masterKey);
    return new FileKeyRing(file, file.create(), KeyTimer.SHARED);
  }

  /** Opens an existing key file. */
  static FileKeyRing open(Path path, byte[] masterKey, KeyTimer timer) {
    KeyFile file = new KeyFile(path, masterKey);
    return new FileKeyRing(file, file.read(), timer);
  }

  @Override
  public Answer find(UUID keyId) {
    return asked(() -> {
      refresh();
      return book.find(keyId);
    });
  }

  @Override
  public UUID currentKey(String recipient) {
    Names.recipient(recipient);
    return asked(() -> {
      refresh();
      UUID current = book.current(recipient);
      return current != null
          ? current
          : made(update(fresh -> {
            UUID meanwhile = fresh.current(recipient);
            return meanwhile == null ? fresh.add(recipient) : meanwhile;
          }));
    });
  }

  @Override
  public UUID rotate(String recipient) {
    Names.recipient(recipient);
    return asked(() -> {
      refresh();
      return made(update(fresh -> fresh.add(recipient)));
    });
  }

  @Override
  public ForgetResult forget(String recipient) {
    Names.forgettable(recipient);
    AtomicReference<@Nullable ForgetResult> result = new AtomicReference<>();
    return asked(() -> {
      refresh();
      UUID unused = update(fresh -> {
        result.set(fresh.forget(recipient));
        return null;
      });
      return Objects.requireNonNull(result.get(), "the change was not made");
    });
  }

  // Writes only if there is a key to destroy, because a store calls this twice for each person that
  // it forgets.
  @Override
  public void destroyKeys(String recipient) {
    Names.destroyable(recipient);
    boolean unused = asked(() -> {
      refresh();
      if (book.hasKeys(recipient)) {
        UUID unusedId = update(fresh -> {
          fresh.destroyKeys(recipient);
          return null;
        });
      }
      return true;
    });
  }

  private <T> T asked(Supplier<T> question) {
    lock.lock();
    try {
      return question.get();
    } finally {
      dropLater();
      lock.unlock();
    }
  }

  private void dropLater() {
    cancelDrop.run();
    cancelDrop = timer.after(IDLE, this::drop);
  }

  // Never waits: the thread that has the lock is in a call, and the end of that call restarts the
  // timer.
  private void drop() {
    if (lock.tryLock()) {
      try {
        book.dropKeys();
        dropped = true;
      } finally {
        lock.unlock();
      }
    }
  }

  private static UUID made(@Nullable UUID id) {
    if (id == null) {
      throw new IllegalStateException("no key was made");
    }
    return id;
  }

  // Called under the lock. Keys that only this process knows are written at once, because data may
  // be encrypted with them.
  private void refresh() {
    Bytes now = file.stamp();
    if (dropped || (now != null && !stamp.equals(now))) {
      merge(file.read());
    } else if (now == null || file.isUnsynced()) {
      UUID unused = update(fresh -> null);
    }
  }

  // Keeps the old stamp until the merged book is in the file.
  private void merge(KeyFile.Content content) {
    boolean more = content.book().merge(book);
    book = content.book();
    dropped = false;
    if (more || file.isUnsynced()) {
      UUID unused = update(fresh -> null);
    } else {
      stamp = content.stamp();
    }
  }

  // Replaces the book only after the file is written: a key that could not be written is not used.
  private @Nullable UUID update(Change change) {
    AtomicReference<@Nullable UUID> made = new AtomicReference<>();
    KeyFile.Content written = file.update(fresh -> {
      boolean unused = fresh.merge(book);
      made.set(change.apply(fresh));
    });
    book = written.book();
    stamp = written.stamp();
    return made.get();
  }

  @Override
  public String toString() {
    return "KeyRing[" + file + "]";
  }
}
