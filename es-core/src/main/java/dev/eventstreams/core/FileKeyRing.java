package dev.eventstreams.core;

import dev.eventstreams.Bytes;
import dev.eventstreams.ForgetResult;
import dev.eventstreams.KeyRing;
import dev.eventstreams.spi.Names;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keys in a file that several processes share. Each question looks whether the file was replaced since; each change is made to the
 * file as it is then, under the file's lock.
 *
 * <p>No tombstone is lost: a change reads the file after it has the lock and merges what this process knows, where tombstones win,
 * so neither a process that remembers an older file nor an older file put in place revives a key that this process saw destroyed.
 */
final class FileKeyRing implements KeyRing {

  private final KeyFile file;
  private final ReentrantLock lock = new ReentrantLock();
  private KeyBook book;
  private Bytes stamp;

  /** A change to the book; it may find that there is nothing to change. */
  private interface Change {
    @Nullable UUID apply(KeyBook book);
  }

  private FileKeyRing(KeyFile file, KeyFile.Content content) {
    this.file = file;
    this.book = content.book();
    this.stamp = content.stamp();
  }

  /** Makes a key file that is not there yet. */
  static FileKeyRing create(Path path, byte[] masterKey) {
    KeyFile file = new KeyFile(path, masterKey);
    return new FileKeyRing(file, file.create());
  }

  /** Opens a key file that is there. */
  static FileKeyRing open(Path path, byte[] masterKey) {
    KeyFile file = new KeyFile(path, masterKey);
    return new FileKeyRing(file, file.read());
  }

  @Override
  public Answer find(UUID keyId) {
    lock.lock();
    try {
      refresh();
      return book.find(keyId);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public UUID currentKey(String recipient) {
    Names.recipient(recipient);
    lock.lock();
    try {
      refresh();
      UUID current = book.current(recipient);
      return current != null
          ? current
          : made(update(fresh -> {
            UUID meanwhile = fresh.current(recipient);
            return meanwhile == null ? fresh.add(recipient) : meanwhile;
          }));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public UUID rotate(String recipient) {
    Names.recipient(recipient);
    lock.lock();
    try {
      return made(update(fresh -> fresh.add(recipient)));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ForgetResult forget(String recipient) {
    KeyBook.forgettable(recipient);
    lock.lock();
    try {
      AtomicReference<@Nullable ForgetResult> result = new AtomicReference<>();
      UUID unused = update(fresh -> {
        result.set(fresh.forget(recipient));
        return null;
      });
      return Objects.requireNonNull(result.get(), "the change was not made");
    } finally {
      lock.unlock();
    }
  }

  private static UUID made(@Nullable UUID id) {
    if (id == null) {
      throw new IllegalStateException("no key was made");
    }
    return id;
  }

  // Called under the lock. What only this process knows is written at once: data may be encrypted
  // with it.
  private void refresh() {
    Bytes now = file.stamp();
    if (now == null || file.isUnsynced()) {
      UUID unused = update(fresh -> null);
      return;
    }
    if (stamp.equals(now)) {
      return;
    }
    KeyFile.Content content = file.read();
    if (content.book().merge(book)) {
      UUID unused = update(fresh -> null);
    } else {
      book = content.book();
      stamp = content.stamp();
    }
  }

  // What is known changes once the file has: a key that could not be written is not used.
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
