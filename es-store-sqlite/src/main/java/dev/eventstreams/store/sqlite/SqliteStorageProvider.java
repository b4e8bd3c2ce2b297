package dev.eventstreams.store.sqlite;

import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import java.util.EnumSet;
import java.util.Set;

/**
 * Opens stores in a SQLite file: {@code sqlite:/path/events.db}, {@code sqlite:relative.db}. The directory must be there.
 *
 * <p>Options: {@code synchronous=normal} (the default: what was acknowledged survives the death of the process, and a loss of
 * power may take the last moments but corrupts nothing) or {@code synchronous=full} (it survives a loss of power too); {@code
 * busy_timeout}, the milliseconds to wait for another process's lock (10,000).
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
    return SqliteHandle.open(SqliteSettings.of(url), options.clock());
  }
}
