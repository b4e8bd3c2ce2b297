package dev.eventstreams.spi;

import java.util.Set;

/**
 * Opens stores of a kind: the one public class of a backend, with a public constructor without parameters, named in {@code
 * META-INF/services/dev.eventstreams.spi.StorageProvider} and in {@code module-info.java}.
 */
public interface StorageProvider {

  /** Returns the URL schemes that this provider serves, in lower case. Two providers for one scheme are an error. */
  Set<String> schemes();

  /** Returns what a store at this URL can do. */
  Set<Capability> capabilities(StoreUrl url);

  /**
   * Opens the store, creating what is missing, also while other processes do the same; a store that is not there only where {@link
   * StorageOptions#create} says so.
   *
   * @throws IllegalArgumentException if the URL's body or an option is not valid
   * @throws dev.eventstreams.StorageException if the place cannot be used, or there is no store and none is to be made; the message
   *     names it
   * @throws dev.eventstreams.StoreLockedException if somebody else holds it
   */
  StorageHandle open(StoreUrl url, StorageOptions options);
}
