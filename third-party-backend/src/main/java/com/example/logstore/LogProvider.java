package com.example.logstore;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens {@code log:/path/events.log}: a store in memory that writes every change to one file before
 * the change is acknowledged. An acknowledged append survives the death of the process, but not a
 * power loss. One process at a time can open the file.
 */
public final class LogProvider implements StorageProvider {

  // A second opening in this process shares the first one's store: a file can be locked only once.
  private static final Map<Path, LogStore> OPEN = new ConcurrentHashMap<>();

  /** For the service loader. */
  public LogProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("log");
  }

  @Override
  public Set<Capability> capabilities(StoreUrl url) {
    return Set.of(Capability.DURABLE, Capability.SURVIVES_RESTART, Capability.SHARED);
  }

  @Override
  public StorageHandle open(StoreUrl url, StorageOptions options) {
    Path path = realPath(url.allowingOnly(Set.of()).body(), options.create());
    LogStore store =
        OPEN.compute(path, (key, open) -> (open == null ? new LogStore(key) : open).oneMore());
    return new LogHandle(path, store, options.clock());
  }

  static void close(Path path) {
    OPEN.computeIfPresent(path, (key, open) -> open.oneLess());
  }

  /**
   * Returns the real path, which two names of one file share. Creates a missing file if
   * {@code create} is set.
   */
  private static Path realPath(String body, boolean create) {
    try {
      Path path = Path.of(body);
      try {
        if (create) {
          Files.createFile(path);
        }
      } catch (FileAlreadyExistsException e) {
        // The existing file is opened.
      }
      return path.toRealPath();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("log: needs the path of a file, not \"" + body + "\"", e);
    } catch (IOException e) {
      throw new StorageException("cannot open or create the log file " + body, e);
    }
  }
}
