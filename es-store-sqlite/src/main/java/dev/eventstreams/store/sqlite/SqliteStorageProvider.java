package dev.eventstreams.store.sqlite;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Set;

/**
 * Opens stores in a SQLite file: {@code sqlite:/path/events.db}, {@code sqlite:relative.db}. The
 * directory must exist.
 *
 * <p>Options: {@code synchronous=normal} (the default) means that acknowledged writes survive the
 * death of the process; a power loss may lose the last moments but corrupts nothing. With
 * {@code synchronous=full} they survive a power loss too. {@code busy_timeout} is the milliseconds
 * to wait for another process's lock (10,000). {@code statement_timeout} is the milliseconds that
 * the statements of one append or of one page may run (300,000).
 */
public final class SqliteStorageProvider implements StorageProvider {

  /** For the service loader. */
  public SqliteStorageProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("sqlite");
  }

  @Override
  public Set<Capability> capabilities(StoreUrl url) {
    return EnumSet.allOf(Capability.class);
  }

  @Override
  public StorageHandle open(StoreUrl url, StorageOptions options) {
    SqliteSettings settings = SqliteSettings.of(url.namingPath());
    if (!options.create()) {
      requireFile(settings.path());
    }
    return SqliteHandle.open(settings, options.clock());
  }

  // Looks at the file without opening it: closing it would release the locks that SQLite has on it.
  // An empty file remains from an opening that was cut off.
  private static void requireFile(Path path) {
    try {
      BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
      if (found.isRegularFile() && found.size() > 0) {
        return;
      }
      throw new StorageException("there is no store in " + SqliteFailure.shown(path), null);
    } catch (NoSuchFileException e) {
      throw new StorageException(
          "there is no store in " + SqliteFailure.shown(path) + ": the file does not exist", e);
    } catch (IOException e) {
      throw OpeningCheck.refusal(path, e);
    }
  }
}
