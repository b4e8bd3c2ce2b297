package dev.eventstreams.core;

import dev.eventstreams.KeyRing;
import java.nio.file.Path;

/** The key rings that come with the library. For a key-management service, implement {@link KeyRing}. */
public final class KeyRings {

  private KeyRings() {}

  /** Returns a new ring whose keys are gone with the process, and with them all that was encrypted. For tests. */
  public static KeyRing inMemory() {
    return new MemoryKeyRing();
  }

  /**
   * Opens a ring that is kept in a file, encrypted by a master key and readable by its owner alone (mode 0600); makes it if it is
   * not there. Several processes may use the file at once.
   *
   * <p>The file is the only place where the keys are: lose it, and everything encrypted is lost; so back it up. A copy made before
   * somebody was forgotten still has that person's key: forgetting is complete when the last such copy is gone. Never put a
   * copy back over a file that has forgotten somebody since: a running process restores the tombstones that it has seen, a new one
   * cannot know of them.
   *
   * <p>The whole file is written anew for each new recipient, which is meant for some ten thousand of them.
   *
   * @param path where the file is; {@code .lock} and, for a moment, {@code .new} stand beside it, in the same directory
   * @param masterKey 32 random bytes, copied; kept apart from the file and from the stores
   * @throws IllegalArgumentException if the key does not have 32 bytes
   * @throws dev.eventstreams.StorageException if the file cannot be used, or the master key does not fit
   */
  public static KeyRing file(Path path, byte[] masterKey) {
    return new FileKeyRing(path, masterKey);
  }
}
