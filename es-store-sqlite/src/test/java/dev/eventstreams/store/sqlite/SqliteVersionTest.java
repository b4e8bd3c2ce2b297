package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which versions of SQLite are accepted. */
final class SqliteVersionTest {

  @Test
  void loadedOneIsAccepted() {
    SqliteVersion.check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.49.1", "3.49.10", "3.50.0", "3.100.1", "4.0.0", "4.0"})
  void oldestAndLaterVersionsAreAccepted(String version) {
    SqliteVersion.require(version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.49.0", "3.49", "3.45.3", "3.9.12", "3.39.4", "2.99.9"})
  void earlierOneIsRefusedWithTheRemedy(String version) {
    var failure = assertThrows(StorageException.class, () -> SqliteVersion.require(version));
    Samples.assertSays(
        failure, version, SqliteVersion.OLDEST, "org.xerial:sqlite-jdbc", "sqlite-jdbc.version");
  }
}
