package dev.eventstreams.core;

import dev.eventstreams.KeyRing;
import java.nio.file.Path;
import java.util.Objects;

/** The key rings that come with the library. For a key-management service, implement {@link KeyRing}. */
public final class KeyRings {

  private KeyRings() {}

  /** Returns a new ring whose keys are gone with the process, and with them all that was encrypted. For tests. */
  public static KeyRing inMemory() {
    return new MemoryKeyRing();
  }

  /**
   * Makes a new ring that is kept in a file, encrypted by a master key, for its owner alone (mode 0600). Call this once, where the
   * application is set up; from then on {@link #openFile} opens it.
   *
   * @param path where the file will be; a file, or a link, that is there already is refused
   * @param masterKey 32 random bytes, copied; kept apart from the file and from the stores
   * @throws IllegalArgumentException if the key does not have 32 bytes
   * @throws dev.eventstreams.StorageException if there is something at the path, or the file cannot be made
   */
  public static KeyRing createFile(Path path, byte[] masterKey) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(masterKey, "masterKey");
    return FileKeyRing.create(path, masterKey);
  }

  /**
   * Opens a ring that {@link #createFile} has made. Several processes of one user may use the file at once.
   *
   * <p>The file is the only place where the keys are: lose it, and everything encrypted is lost; so back it up. A copy made before
   * somebody was forgotten still has that person's key: forgetting is complete when the last such copy is gone. Never put a
   * copy back over a file that has forgotten somebody since: a running process restores the tombstones that it has seen, a new one
   * cannot know of them.
   *
   * <p>The keys stay wrapped in memory, each unwrapped for a use of it alone, and leave memory a minute after the last use of the
   * ring; tombstones stay. The master key stays as long as the ring does.
   *
   * <p>The whole file is written anew for each new recipient, which is meant for some ten thousand of them. Each change replaces the
   * file by one of the same owner and group; a process of another user, also of root, may read but not change it.
   *
   * @param path where the file is; a link is followed. {@code .lock} and, for a moment, a draft stand beside the file itself
   * @param masterKey the 32 bytes that the file was made with, copied
   * @throws IllegalArgumentException if the key does not have 32 bytes
   * @throws dev.eventstreams.StorageException if there is no such file, it cannot be used, others than its owner have rights to it,
   *     or the master key does not fit
   */
  public static KeyRing openFile(Path path, byte[] masterKey) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(masterKey, "masterKey");
    return FileKeyRing.open(path, masterKey, KeyTimer.SHARED);
  }
}
