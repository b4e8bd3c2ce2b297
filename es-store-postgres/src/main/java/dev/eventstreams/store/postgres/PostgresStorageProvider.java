package dev.eventstreams.store.postgres;

import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import java.util.EnumSet;
import java.util.Set;

/**
 * Opens stores in a PostgreSQL database:
 * {@code postgresql://user:password@host:port/database?schema=events}, or {@code postgres://…}.
 * User and password are percent-encoded, and may also be given as options. The database must exist
 * and have the encoding UTF-8. A missing schema is created.
 *
 * <p>Options: {@code schema} ({@code eventstreams}); {@code lock_timeout}, the milliseconds for
 * which an append waits for appends of other processes (10,000); {@code reconnect_timeout}, the
 * milliseconds for which a call waits for a server that is away (5,000); {@code pool_size}, the
 * maximum number of connections for reading (4); {@code listen}, the URL of the server itself if
 * the host is a pooler, for hints about appends of other processes. Of the driver's options, those
 * on TLS, time-outs, the application's name and the choice among several hosts are passed on under
 * the driver's names.
 */
public final class PostgresStorageProvider implements StorageProvider {

  /** For the service loader. */
  public PostgresStorageProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("postgresql", "postgres");
  }

  @Override
  public Set<Capability> capabilities(StoreUrl url) {
    return EnumSet.allOf(Capability.class);
  }

  @Override
  public StorageHandle open(StoreUrl url, StorageOptions options) {
    return PostgresHandle.open(PostgresSettings.of(url), options);
  }
}
