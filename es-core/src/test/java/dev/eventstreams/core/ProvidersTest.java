package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.UnknownSchemeException;
import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ProvidersTest {

  private record Named(Set<String> schemes) implements StorageProvider {

    @Override
    public Set<Capability> capabilities(StoreUrl url) {
      return Set.of();
    }

    @Override
    public StorageHandle open(StoreUrl url, StorageOptions options) {
      throw new AssertionError("nothing is opened here");
    }
  }

  private record Twin(Set<String> schemes) implements StorageProvider {

    @Override
    public Set<Capability> capabilities(StoreUrl url) {
      return Set.of();
    }

    @Override
    public StorageHandle open(StoreUrl url, StorageOptions options) {
      throw new AssertionError("nothing is opened here");
    }
  }

  @Test
  void choosesByScheme() {
    Named a = new Named(Set.of("a"));
    assertSame(a, Providers.choose("a", List.of(a, new Named(Set.of("b", "c")))));
  }

  @Test
  void namesTheSchemesFoundAndTheArtifactToAdd() {
    UnknownSchemeException e = assertThrows(
        UnknownSchemeException.class,
        () -> Providers.choose("sqlite", List.of(new Named(Set.of("b", "a")))));
    assertEquals(List.of("a", "b"), e.found());
    assertEquals("sqlite", e.scheme());
    assertTrue(
        String.valueOf(e.getMessage()).contains("dev.eventstreams:es-store-sqlite"),
        e.getMessage());
  }

  @Test
  void refusesTwoProvidersForOneSchemeAndNamesBoth() {
    List<StorageProvider> both = List.of(new Named(Set.of("a")), new Twin(Set.of("a")));
    String message =
        String.valueOf(assertThrows(IllegalStateException.class, () -> Providers.choose("a", both))
            .getMessage());
    assertTrue(
        message.contains(Named.class.getName()) && message.contains(Twin.class.getName()), message);
  }

  @Test
  void findsNothingOnAClassPathWithoutBackends() {
    assertThrows(UnknownSchemeException.class, () -> EventStores.open("memory:x"));
    assertThrows(IllegalArgumentException.class, () -> EventStores.open("no-scheme"));
  }
}
