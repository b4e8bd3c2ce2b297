package dev.eventstreams.core;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.Version;
import dev.eventstreams.StorageException;

/** Refuses a Jackson that is too old to read metadata: appends, which do not need it, would succeed. */
final class JacksonVersion {

  /** Earlier ones have no limit of a name's length that could be set. */
  static final Version OLDEST =
      new Version(2, 16, 0, null, "com.fasterxml.jackson.core", "jackson-core");

  private JacksonVersion() {}

  /** Looks at the Jackson that is loaded. */
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
