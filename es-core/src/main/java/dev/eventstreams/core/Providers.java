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

  /** A backend of this library: its artifact, and the class that its jar registers. */
  private record Known(String artifact, String provider) {}

  private static final Map<String, Known> KNOWN = Map.of(
      "memory", new Known("es-store-memory", "memory.MemoryProvider"),
      "file", new Known("es-store-file", "file.FileStorageProvider"),
      "sqlite", new Known("es-store-sqlite", "sqlite.SqliteStorageProvider"),
      "postgresql", new Known("es-store-postgres", "postgres.PostgresStorageProvider"),
      "postgres", new Known("es-store-postgres", "postgres.PostgresStorageProvider"));

  private static final String SERVICES = "META-INF/services/" + StorageProvider.class.getName();

  private Providers() {}

  static StorageProvider forScheme(String scheme) {
    return choose(scheme, load());
  }

  // Looked up at every open: another thread's class loader may see other backends. The library's
  // own loader is asked too, for threads that have no loader or a foreign one.
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
    Known known = KNOWN.get(scheme);
    if (known == null) {
      return "add the jar of the backend that serves it to the class path; check that " + SERVICES
          + " names its provider";
    }
    String provider = "dev.eventstreams.store." + known.provider;
    return isPresent(provider)
        ? known.artifact + " is on the class path, but no " + SERVICES + " names " + provider
            + "; where jars are merged into one, merge these files too "
            + "(ServicesResourceTransformer of the maven-shade-plugin)"
        : "add dev.eventstreams:" + known.artifact + " to the class path";
  }

  private static boolean isPresent(String provider) {
    try {
      Class<?> unused = Class.forName(provider, false, Providers.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
