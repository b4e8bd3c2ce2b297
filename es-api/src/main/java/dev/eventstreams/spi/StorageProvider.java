package dev.eventstreams.spi;

import java.util.Set;

/**
 * Opens the stores of a backend. The backend's implementation is its only public class, has a
 * public constructor without parameters, and is named in {@code
 * META-INF/services/dev.eventstreams.spi.StorageProvider} and in {@code module-info.java}.
 */
public interface StorageProvider {

  /**
   * Returns the URL schemes that this provider serves, in lower case. Two providers for one scheme
   * are an error.
   */
  Set<String> schemes();

  /** Returns the capabilities of a store at this URL. */
  Set<Capability> capabilities(StoreUrl url);

  /**
   * Opens the store and creates missing parts of it, also while other processes do the same.
   * Creates a missing store only if {@link StorageOptions#create} is true.
   *
   * @throws IllegalArgumentException if the URL's body or an option is not valid
   * @throws dev.eventstreams.StorageException if the location cannot be used, or if the store is
   *     missing and must not be created; the message names the location
   * @throws dev.eventstreams.StoreLockedException if another opening or process holds the store
   */
  StorageHandle open(StoreUrl url, StorageOptions options);
}
