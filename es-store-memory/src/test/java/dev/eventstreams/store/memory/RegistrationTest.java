package dev.eventstreams.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstreams.spi.StorageProvider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RegistrationTest {

  @Test
  void namesTheProviderForTheClassPathAndForTheModulePath() throws Exception {
    String provider = MemoryProvider.class.getName();
    assertEquals(
        List.of(provider),
        Files.readAllLines(inOutput("META-INF/services/" + StorageProvider.class.getName())));
    ModuleDescriptor module = module();
    assertEquals(
        Set.of(List.of(provider)),
        Set.copyOf(
            module.provides().stream().map(ModuleDescriptor.Provides::providers).toList()));
    assertEquals(Set.of(), module.exports());
  }

  private static ModuleDescriptor module() throws Exception {
    try (InputStream in = Files.newInputStream(inOutput("module-info.class"))) {
      return ModuleDescriptor.read(in);
    } catch (IOException e) {
      throw new AssertionError("es-store-memory is not a module", e);
    }
  }

  private static Path inOutput(String file) throws Exception {
    URI output =
        MemoryProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    return Path.of(output).resolve(file);
  }
}
