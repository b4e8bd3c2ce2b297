package dev.eventstreams.core;

import dev.eventstreams.UnknownSchemeException;
import dev.eventstreams.spi.StorageProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/** Finds the backend for a URL's scheme among those on the class path and module path. */
final class Providers {

  private static final Map<String, String> ARTIFACTS = Map.of(
      "memory", "es-store-memory",
      "file", "es-store-file",
      "sqlite", "es-store-sqlite",
      "postgresql", "es-store-postgres",
      "postgres", "es-store-postgres");

  private Providers() {}

  static StorageProvider forScheme(String scheme) {
    return choose(scheme, load());
  }

  // Looked up at every open: a thread's class loader may see other backends than the one before.
  // The library's own loader is asked as well, for threads that have none or a foreign one.
  private static List<StorageProvider> load() {
    List<StorageProvider> found = new ArrayList<>();
    ServiceLoader.load(StorageProvider.class).forEach(found::add);
    for (StorageProvider provider :
        ServiceLoader.load(StorageProvider.class, Providers.class.getClassLoader())) {
      if (found.stream().noneMatch(other -> other.getClass() == provider.getClass())) {
        found.add(provider);
      }
    }
    return found;
  }

  static StorageProvider choose(String scheme, List<StorageProvider> found) {
    List<StorageProvider> fitting =
        found.stream().filter(provider -> provider.schemes().contains(scheme)).toList();
    if (fitting.isEmpty()) {
      Set<String> schemes = new TreeSet<>();
      found.forEach(provider -> schemes.addAll(provider.schemes()));
      throw new UnknownSchemeException(scheme, schemes, advice(scheme));
    }
    if (fitting.size() > 1) {
      throw new IllegalStateException("two backends serve the scheme " + scheme + ": "
          + fitting.get(0).getClass().getName() + " and "
          + fitting.get(1).getClass().getName()
          + "; remove one of them from the class path");
    }
    return fitting.get(0);
  }

  private static String advice(String scheme) {
    String artifact = ARTIFACTS.get(scheme);
    return artifact == null
        ? "add the jar of the backend that serves it to the class path"
        : "add dev.eventstreams:" + artifact + " to the class path";
  }
}
