package dev.eventstreams.tck;

import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import java.util.ServiceLoader;
import java.util.Set;

/** The backends that ServiceLoader finds, and their capabilities. */
final class Providers {

  private Providers() {}

  /** Returns the provider that serves the URL's scheme. */
  static StorageProvider serving(String url) {
    String scheme = StoreUrl.parse(url).scheme();
    for (StorageProvider provider : ServiceLoader.load(StorageProvider.class)) {
      if (provider.schemes().contains(scheme)) {
        return provider;
      }
    }
    throw new AssertionError("ServiceLoader finds no StorageProvider for the scheme " + scheme);
  }

  /** Returns the capabilities that the backend declares for the URL. */
  static Set<Capability> capabilities(String url) {
    return serving(url).capabilities(StoreUrl.parse(url));
  }
}
