package dev.eventstreams.store.sqlite;

import dev.eventstreams.StorageException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads SQLite's native library. The driver unpacks it into a temporary directory and loads it from
 * there.
 */
final class NativeLibrary {

  private NativeLibrary() {}

  /**
   * Loads SQLite. If the driver's own attempt fails, it leaves a class that can never be used. So
   * this method is called before it, at each opening of a store.
   *
   * @throws StorageException if SQLite cannot be loaded; the message names the properties to set
   */
  static void load() {
    try {
      if (SQLiteJDBCLoader.initialize()) {
        return;
      }
    } catch (Exception | LinkageError e) {
      throw failure(e);
    }
    throw failure(null);
  }

  private static StorageException failure(@Nullable Throwable cause) {
    String directory =
        System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir"));
    return new StorageException(
        "cannot load SQLite's native library from the temporary directory " + directory
            + ": it must exist and be writable, not full and not mounted noexec; set the system"
            + " property org.sqlite.tmpdir to such a directory, or org.sqlite.lib.path to the"
            + " directory of a copy"
            + (cause == null ? "" : " (" + cause.getMessage() + ")"),
        cause);
  }
}
