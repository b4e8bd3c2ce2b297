package dev.eventstreams.core;

import dev.eventstreams.Bytes;
import dev.eventstreams.StorageException;
import dev.eventstreams.core.adapter.FileFailure;
import dev.eventstreams.spi.Names;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link KeyBook} on disk, in the {@link KeyFileFormat}.
 *
 * <p>A change is written to a draft beside the file, forced to disk, and renamed to the file. So a
 * crash leaves the old book or the new book, and a reader without the lock sees one of them whole.
 * Before the rename the file must still be the one that the change was made to, even if the lock
 * was lost; otherwise the change is made again.
 *
 * <p>No key is used that a power loss could take back: the directory is forced to disk after each
 * rename and after each read, before the book is used. If that fails after a rename, the file
 * counts as {@link #isUnsynced} until it is written again.
 */
final class KeyFile {

  private final Path path;
  private final KeyFileFormat format;
  private volatile boolean unsynced;

  /** A book, and the stamp that distinguishes this state of the file from every other state. */
  record Content(KeyBook book, Bytes stamp) {}

  /** A change of the file under its lock; empty if another writer changed the file meanwhile. */
  private interface Step {
    Optional<Content> run(SecretFile draft) throws IOException;
  }

  KeyFile(Path path, byte[] masterKey) {
    this.format = new KeyFileFormat(masterKey);
    this.path = real(path.toAbsolutePath().normalize());
  }

  // Follows a link, because a rename would replace the link. A dangling link is used as it is: it
  // cannot be read, and its name is taken.
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (NoSuchFileException e) {
      return path;
    } catch (IOException e) {
      throw failed("use", path, e);
    }
  }

  private static StorageException failed(String what, Path path, IOException e) {
    return new StorageException(
        "cannot " + what + " the key file " + Names.printable(path) + ": " + FileFailure.reason(e),
        e);
  }

  /** Makes the file with an empty book. */
  Content create() {
    return write("make", draft -> {
      if (SecretFile.attributes(path) != null) {
        throw new FileAlreadyExistsException(path.toString(), null, "it already exists");
      }
      return put(draft, null, format.emptyBook());
    });
  }

  /** Returns the stamp, which changes whenever the file does; null if there is no file. */
  @Nullable Bytes stamp() {
    try (InputStream in = Files.newInputStream(path)) {
      return KeyFileFormat.stamp(in.readNBytes(KeyFileFormat.STAMP_BYTES));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw failed("read", path, e);
    }
  }

  /**
   * Returns whether a power loss may take the last change back. The file must then be written again
   * before the book is used.
   */
  boolean isUnsynced() {
    return unsynced;
  }

  /** Reads the book. */
  Content read() {
    try {
      Content content = load();
      syncFolder();
      return content;
    } catch (NoSuchFileException e) {
      throw new StorageException(
          "there is no key file " + Names.printable(path) + "; KeyRings.createFile makes a new one",
          e);
    } catch (IOException e) {
      throw failed("read", path, e);
    }
  }

  private Content load() throws IOException {
    SecretFile.requireOwnerAlone(path);
    try (InputStream in = Files.newInputStream(path)) {
      byte[] file = in.readAllBytes();
      return new Content(format.decode(file), KeyFileFormat.stamp(file));
    }
  }

  /** Changes the book, atomically for every process; returns the new content. */
  Content update(Consumer<KeyBook> change) {
    return write("write", draft -> {
      Bytes stamp = stamp();
      // Makes a removed file again: this process still has its keys, and the change adds them.
      KeyBook book = stamp == null ? format.emptyBook() : load().book();
      change.accept(book);
      return put(draft, stamp, book);
    });
  }

  // Makes the draft before the lock: a user who does not own the file is refused before a lock file
  // of that user keeps the owner out.
  private Content write(String what, Step step) {
    try {
      Optional<Content> done = Optional.empty();
      while (done.isEmpty()) {
        done = Uninterrupted.run(() -> {
          try (SecretFile draft = SecretFile.draftOf(path)) {
            return FileMutex.holding(lock(), () -> step.run(draft));
          }
        });
      }
      return done.get();
    } catch (IOException e) {
      throw failed(what, path, e);
    }
  }

  private Path lock() {
    return path.resolveSibling(path.getFileName() + ".lock");
  }

  private Optional<Content> put(SecretFile draft, @Nullable Bytes stamp, KeyBook book)
      throws IOException {
    byte[] file = format.encode(book);
    draft.out().write(file);
    if (!Objects.equals(stamp, stamp())) {
      return Optional.empty();
    }
    draft.moveToTarget();
    unsynced = true;
    syncFolder();
    unsynced = false;
    return Optional.of(new Content(book, KeyFileFormat.stamp(file)));
  }

  private void syncFolder() throws IOException {
    Path unused = Uninterrupted.run(() -> {
      SecretFile.syncFolder(path);
      return path;
    });
  }

  @Override
  public String toString() {
    return Names.printable(path);
  }
}
