package dev.eventstreams.core;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.Version;
import dev.eventstreams.StorageException;

/**
 * Refuses a Jackson that is too old to read metadata. Without this check appends would succeed,
 * because they do not use Jackson.
 */
final class JacksonVersion {

  /** Earlier versions have no configurable limit for the length of a name. */
  static final Version OLDEST =
      new Version(2, 16, 0, null, "com.fasterxml.jackson.core", "jackson-core");

  private JacksonVersion() {}

  /** Checks the Jackson that is loaded. */
  static void check() {
    require(new JsonFactory().version());
  }

  static void require(Version found) {
    if (!found.isUnknownVersion() && found.compareTo(OLDEST) < 0) {
      throw new StorageException(
          "Jackson " + found + " is on the class path, and this library needs " + OLDEST
              + " or later: set the version of com.fasterxml.jackson:jackson-bom (with Spring Boot, the property jackson-bom.version)",
          null);
    }
  }
}
