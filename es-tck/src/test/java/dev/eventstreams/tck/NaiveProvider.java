package dev.eventstreams.tck;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * The simplest backend that has every capability: a log file that each handle reads as a whole.
 * {@code naive:PATH?break=NAME} sets a flaw, also in a forked JVM, which finds this provider by
 * ServiceLoader.
 */
public final class NaiveProvider implements StorageProvider {

  /** For the service loader. */
  public NaiveProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("naive");
  }

  @Override
  public Set<Capability> capabilities(StoreUrl url) {
    return EnumSet.allOf(Capability.class);
  }

  @Override
  public StorageHandle open(StoreUrl url, StorageOptions options) {
    String flaw = url.allowingOnly(Set.of("break")).options().getOrDefault("break", "NONE");
    Path path = Path.of(url.body()).toAbsolutePath();
    if (!options.create()
        && Files.notExists(path)
        && !flaw.equals(NaiveFlaw.MAKES_WHAT_IS_MISSING.name())) {
      throw new StorageException("there is no store in " + path, null);
    }
    try {
      Files.createDirectories(Objects.requireNonNull(path.getParent()));
    } catch (IOException e) {
      throw new StorageException("cannot make the directory of " + path, e);
    }
    return new NaiveHandle(path, NaiveFlaw.valueOf(flaw), options.clock());
  }
}
