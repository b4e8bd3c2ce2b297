package dev.eventstreams.store.sqlite;

import dev.eventstreams.StorageException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;

/** SQLite itself, which the driver unpacks into a temporary directory and loads from there. */
final class NativeLibrary {

  private NativeLibrary() {}

  /**
   * Loads SQLite. The driver's own attempt leaves a class that can never be used behind, so this is asked first, and again at each
   * opening.
   *
   * @throws StorageException if it cannot be loaded, with what to set
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
            + ": it must be there, writable, not full and not mounted noexec; set the system property"
            + " org.sqlite.tmpdir to one that is, or org.sqlite.lib.path to the directory of a copy"
            + (cause == null ? "" : " (" + cause.getMessage() + ")"),
        cause);
  }
}
