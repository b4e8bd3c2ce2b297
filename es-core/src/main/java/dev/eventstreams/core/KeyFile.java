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
 * <p>A change is written beside the file, forced to disk, and put in its place by a rename, so that a crash leaves the old book or
 * the new one, and a reader without the lock sees one of them whole. Before the rename the file must be the one that the change was
 * made to, even if the lock was lost; else the change is made again.
 *
 * <p>No key is used that a loss of power could take back: the directory is forced to disk after each rename and after each
 * reading, before the book is used. If that fails after a rename, the file counts as {@link #isUnsynced} until it is written anew.
 */
final class KeyFile {

  private final Path path;
  private final KeyFileFormat format;
  private volatile boolean unsynced;

  /** A book, and what tells this state of the file from every other. */
  record Content(KeyBook book, Bytes stamp) {}

  /** A change of the file under its lock; nothing if the file was changed by others meanwhile. */
  private interface Step {
    Optional<Content> run(SecretFile draft) throws IOException;
  }

  KeyFile(Path path, byte[] masterKey) {
    this.format = new KeyFileFormat(masterKey);
    this.path = real(path.toAbsolutePath().normalize());
  }

  // Where a link leads: a rename would replace the link. One that leads nowhere stays itself: it is
  // no file to read, and a name that is taken.
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

  /** Makes the file, with an empty book. */
  Content create() {
    return write("make", draft -> {
      if (SecretFile.attributes(path) != null) {
        throw new FileAlreadyExistsException(path.toString(), null, "it is there already");
      }
      return put(draft, null, format.emptyBook());
    });
  }

  /** Returns what changes whenever the file does; null if there is no file. */
  @Nullable Bytes stamp() {
    try (InputStream in = Files.newInputStream(path)) {
      return KeyFileFormat.stamp(in.readNBytes(KeyFileFormat.STAMP_BYTES));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw failed("read", path, e);
    }
  }

  /** Returns whether a loss of power may take the last change back: it has to be written anew before it is used. */
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

  /** Changes the book, in one step for every process; returns what is there then. */
  Content update(Consumer<KeyBook> change) {
    return write("write", draft -> {
      Bytes stamp = stamp();
      // A file that somebody removed is made again: what this process knows is still to be had.
      KeyBook book = stamp == null ? format.emptyBook() : load().book();
      change.accept(book);
      return put(draft, stamp, book);
    });
  }

  // The draft comes before the lock, so that a user whom the file does not belong to is refused
  // before a lock file of that user keeps the owner out.
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
