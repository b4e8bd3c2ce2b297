package dev.eventstreams.core;

import dev.eventstreams.EventStore;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Opens event stores by URL.
 *
 * <table>
 *   <caption>URLs</caption>
 *   <tr><td>{@code memory:NAME}</td><td>in this process, shared by name while it is open</td></tr>
 *   <tr><td>{@code sqlite:/path/events.db}</td><td>a SQLite file</td></tr>
 *   <tr><td>{@code file:/path/events}</td><td>JSON Lines files in a directory</td></tr>
 *   <tr><td>{@code postgresql://host/database}</td><td>a schema of a PostgreSQL database</td></tr>
 * </table>
 *
 * <p>Another backend is a jar with a {@link StorageProvider}; see {@link StoreUrl} for the form
 * of a URL.
 */
public final class EventStores {

  private EventStores() {}

  /**
   * Opens the store at a URL; creates the store if there is none.
   *
   * @throws IllegalArgumentException if the URL or an option in it is not valid
   * @throws dev.eventstreams.UnknownSchemeException if no backend on the class path serves the
   *     scheme
   * @throws IllegalStateException if two backends serve the scheme
   * @throws StorageException if the location cannot be used
   * @throws dev.eventstreams.StoreLockedException if another process or store object holds the
   *     store
   */
  public static EventStore open(String url) {
    return open(url, StoreOptions.defaults());
  }

  /**
   * Opens the store at a URL with encryption; see {@link #open(String)}.
   *
   * @throws dev.eventstreams.DecryptionException if the key is not the key of the store
   */
  public static EventStore open(String url, Encryption encryption) {
    Objects.requireNonNull(encryption, "encryption");
    return open(url, StoreOptions.defaults().withEncryption(encryption));
  }

  /**
   * Opens the store at a URL with options; see {@link #open(String)} and
   * {@link #open(String, Encryption)}.
   */
  public static EventStore open(String url, StoreOptions options) {
    Objects.requireNonNull(options, "options");
    StoreUrl parsed = StoreUrl.parse(url);
    return open(Providers.forScheme(parsed.scheme()), parsed, options);
  }

  /**
   * Opens the store at a URL if it exists, and never creates one: for tools that read, export or
   * check, where a mistyped URL must not leave an empty store behind. See
   * {@link #open(String, StoreOptions)}.
   *
   * @throws StorageException if there is no store at the URL
   */
  public static EventStore openExisting(String url, StoreOptions options) {
    Objects.requireNonNull(options, "options");
    StoreUrl parsed = StoreUrl.parse(url);
    return open(Providers.forScheme(parsed.scheme()), parsed, options, false, () -> {});
  }

  /**
   * Opens the store at a URL with a given backend instead of one from the class path; see
   * {@link #open(String)}.
   */
  public static EventStore open(StorageProvider provider, String url, StoreOptions options) {
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(options, "options");
    return open(provider, StoreUrl.parse(url), options);
  }

  /**
   * Opens a new SQLite store in a new temporary directory. Closing the store removes the directory.
   *
   * @throws dev.eventstreams.UnknownSchemeException if es-store-sqlite is not on the class path
   * @throws StorageException if the directory cannot be created
   */
  public static EventStore openTemporary() {
    StorageProvider sqlite = Providers.forScheme("sqlite");
    Path directory;
    try {
      directory = Files.createTempDirectory("eventstreams");
    } catch (IOException e) {
      throw new StorageException("cannot make a temporary directory", e);
    }
    StoreUrl url = StoreUrl.of("sqlite", directory.resolve("events.db").toString());
    try {
      return open(sqlite, url, StoreOptions.defaults(), true, () -> removeAll(directory));
    } catch (RuntimeException e) {
      removeAll(directory);
      throw e;
    }
  }

  private static EventStore open(StorageProvider provider, StoreUrl url, StoreOptions options) {
    return open(provider, url, options, true, () -> {});
  }

  private static EventStore open(
      StorageProvider provider,
      StoreUrl url,
      StoreOptions options,
      boolean create,
      Runnable afterClose) {
    JacksonVersion.check();
    StorageHandle storage = provider.open(url, new StorageOptions(options.clock(), create));
    try {
      Vault vault = options.encryption().open(storage, options.clock());
      return new CoreStore(storage, options, vault, afterClose);
    } catch (RuntimeException | Error e) {
      closeAfter(e, storage);
      throw e;
    }
  }

  private static void closeAfter(Throwable failure, StorageHandle storage) {
    try {
      storage.close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private static void removeAll(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new StorageException("cannot remove the temporary store " + directory, e);
    }
  }
}
