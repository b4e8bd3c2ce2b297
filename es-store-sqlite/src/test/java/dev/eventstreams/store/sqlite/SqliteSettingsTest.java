package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of a URL. */
final class SqliteSettingsTest {

  @TempDir
  Path directory;

  @Test
  void relativePathIsBelowTheWorkingDirectory() {
    assertEquals(
        Path.of("some.db").toAbsolutePath(),
        SqliteSettings.of(StoreUrl.parse("sqlite:some.db")).path());
  }

  @Test
  void urlWithoutFileIsRefused() {
    for (String url : new String[] {"sqlite:", "sqlite::memory:"}) {
      var failure =
          assertThrows(IllegalArgumentException.class, () -> Samples.open(StoreUrl.parse(url)));
      Samples.assertSays(failure, "names no file");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "synchronous=off",
        "synchronous=FULL",
        "busy_timeout=-1",
        "busy_timeout=1s",
        "busy_timeout=9999999",
        "busy_timeout=3600001",
        "statement_timeout=0",
        "journal_mode=delete"
      })
  void wrongOptionIsRefused(String option) {
    StoreUrl url = StoreUrl.parse(Samples.url(directory.resolve("events.db")) + "?" + option);
    assertThrows(IllegalArgumentException.class, () -> Samples.open(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "busy_timeout=0",
        "busy_timeout=3600000",
        "statement_timeout=1",
        "statement_timeout=3600000"
      })
  void timeoutsAtTheirLimitsAreAccepted(String option) {
    String name = option.substring(0, option.indexOf('='));
    var settings = SqliteSettings.of(StoreUrl.parse("sqlite:events.db?" + option));
    Duration set =
        name.equals("busy_timeout") ? settings.busyTimeout() : settings.statementTimeout();
    assertEquals(option, name + "=" + set.toMillis());
  }

  @Test
  void fullSynchronousIsTakenFromTheUrl() {
    StoreUrl url = Samples.url(directory.resolve("events.db")).with("synchronous", "full");
    assertEquals("FULL", SqliteSettings.of(url).synchronous());
    try (StorageHandle store = Samples.open(url)) {
      store.append(List.of(Samples.append("s", Samples.event("T", "{}", "x"))));
      assertEquals(1, store.head("s").last());
    }
  }

  @Test
  void everyCapabilityIsDeclared() {
    StoreUrl url = Samples.url(directory.resolve("events.db"));
    assertEquals(Set.of(Capability.values()), new SqliteStorageProvider().capabilities(url));
  }
}
