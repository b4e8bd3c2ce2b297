package dev.eventstreams.store.sqlite;

import dev.eventstreams.spi.StoreUrl;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * The settings in a URL: {@code
 * sqlite:PATH?synchronous=full&busy_timeout=10000&statement_timeout=300000}.
 *
 * @param path the file, absolute
 * @param synchronous {@code NORMAL} or {@code FULL}
 * @param busyTimeout how long to wait for another process's lock
 * @param statementTimeout how long the statements of one transaction may run
 */
record SqliteSettings(
    Path path, String synchronous, Duration busyTimeout, Duration statementTimeout) {

  private static final Set<String> OPTIONS =
      Set.of("synchronous", "busy_timeout", "statement_timeout");
  private static final int MAX_MILLIS = 3_600_000;

  static SqliteSettings of(StoreUrl url) {
    url.allowingOnly(OPTIONS);
    return new SqliteSettings(
        path(url),
        synchronous(url.options().getOrDefault("synchronous", "normal")),
        millis(url, "busy_timeout", 0, "10000"),
        millis(url, "statement_timeout", 1, "300000"));
  }

  private static Path path(StoreUrl url) {
    String body = url.body();
    if (body.isEmpty() || body.equals(":memory:")) {
      throw new IllegalArgumentException(
          "the store URL " + url
              + " names no file; it is like sqlite:/path/events.db, and memory:NAME keeps events in memory");
    }
    try {
      return Path.of(body).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "the store URL " + url + " is not a path: " + e.getReason(), e);
    }
  }

  private static String synchronous(String value) {
    return switch (value) {
      case "normal" -> "NORMAL";
      case "full" -> "FULL";
      default ->
        throw new IllegalArgumentException(
            "synchronous is normal or full, not " + dev.eventstreams.spi.Names.quote(value));
    };
  }

  private static Duration millis(StoreUrl url, String option, int least, String standard) {
    String value = url.options().getOrDefault(option, standard);
    if (value.matches("[0-9]{1,7}")) {
      int millis = Integer.parseInt(value);
      if (millis >= least && millis <= MAX_MILLIS) {
        return Duration.ofMillis(millis);
      }
    }
    throw new IllegalArgumentException(option + " is " + least + " to " + MAX_MILLIS
        + " milliseconds, not " + dev.eventstreams.spi.Names.quote(value));
  }

  /** Returns whether an acknowledged commit is on the disk. */
  boolean survivesPowerLoss() {
    return synchronous.equals("FULL");
  }
}
