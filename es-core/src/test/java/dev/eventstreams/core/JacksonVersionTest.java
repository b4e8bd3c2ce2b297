package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.Version;
import dev.eventstreams.StorageException;
import org.junit.jupiter.api.Test;

/** Which versions of Jackson are accepted. */
final class JacksonVersionTest {

  private static Version version(int major, int minor, int patch) {
    return new Version(major, minor, patch, null, "com.fasterxml.jackson.core", "jackson-core");
  }

  @Test
  void loadedVersionIsAccepted() {
    JacksonVersion.check();
  }

  @Test
  void oldestLaterAndUnknownVersionsAreAccepted() {
    JacksonVersion.require(version(2, 16, 0));
    JacksonVersion.require(version(2, 100, 0));
    JacksonVersion.require(Version.unknownVersion());
  }

  @Test
  void earlierOneIsRefusedWithTheRemedy() {
    var failure =
        assertThrows(StorageException.class, () -> JacksonVersion.require(version(2, 15, 4)));
    String message = String.valueOf(failure.getMessage());
    for (String part : new String[] {"2.15.4", "2.16.0", "jackson-bom", "jackson-bom.version"}) {
      assertTrue(message.contains(part), message);
    }
  }
}
