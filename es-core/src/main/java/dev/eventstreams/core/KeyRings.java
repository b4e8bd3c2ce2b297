package dev.eventstreams.core;

import dev.eventstreams.KeyRing;
import java.nio.file.Path;
import java.util.Objects;

/** The key rings that come with the library. For a key-management service, implement {@link KeyRing}. */
public final class KeyRings {

  private KeyRings() {}

  /**
   * Returns a new ring in memory. At the end of the process its keys are lost, and with them all
   * data that was encrypted with them. For tests.
   */
  public static KeyRing inMemory() {
    return new MemoryKeyRing();
  }

  /**
   * Makes a new ring in a file, which is encrypted by a master key and accessible only to its owner
   * (mode 0600). Call this once, when the application is set up; from then on {@link #openFile}
   * opens the ring.
   *
   * @param path the path of the new file; an existing file or link is refused
   * @param masterKey 32 random bytes, copied; keep them apart from the file and from the stores
   * @throws IllegalArgumentException if the key does not have 32 bytes
   * @throws dev.eventstreams.StorageException if the path already exists, or the file cannot be
   *     made
   */
  public static KeyRing createFile(Path path, byte[] masterKey) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(masterKey, "masterKey");
    return FileKeyRing.create(path, masterKey);
  }

  /**
   * Opens a ring that {@link #createFile} has made. Several processes of one user may use the file at once.
   *
   * <p>The keys exist only in this file. Without it, all encrypted data is lost, so make backups of
   * it. A copy made before a recipient was forgotten still has that recipient's key: forgetting is
   * complete when the last such copy is gone. Never restore a copy over a file in which a recipient
   * was forgotten since: a running process restores the tombstones that it has seen, but a new
   * process cannot know them.
   *
   * <p>The keys stay wrapped in memory, are unwrapped only for each use, and leave memory one
   * minute after the last use of the ring. Tombstones stay. The master key stays as long as the
   * ring does.
   *
   * <p>Each new recipient rewrites the whole file, so the ring is meant for some ten thousand
   * recipients. Each change replaces the file by a file of the same owner and group; a process of
   * another user, also of root, may read but not change it.
   *
   * @param path the path of the file; a link is followed. A {@code .lock} file and, for a moment, a
   *     draft are beside the file itself
   * @param masterKey the 32 bytes that the file was made with, copied
   * @throws IllegalArgumentException if the key does not have 32 bytes
   * @throws dev.eventstreams.StorageException if the file is missing or cannot be used, users other
   *     than its owner have rights to it, or the master key does not fit
   */
  public static KeyRing openFile(Path path, byte[] masterKey) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(masterKey, "masterKey");
    return FileKeyRing.open(path, masterKey, KeyTimer.SHARED);
  }
}
