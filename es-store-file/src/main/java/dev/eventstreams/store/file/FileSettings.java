package dev.eventstreams.store.file;

import dev.eventstreams.spi.Names;
import dev.eventstreams.spi.StoreUrl;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/**
 * The settings in a store URL: {@code file:DIRECTORY?mode=read&damage=skip&segment=67108864}.
 *
 * @param directory the absolute path of the store's directory
 * @param readOnly whether this opening only follows and never writes
 * @param skipDamage whether to leave out and log what is damaged, instead of failing
 * @param segmentBytes after how many bytes a new segment is begun
 */
record FileSettings(Path directory, boolean readOnly, boolean skipDamage, long segmentBytes) {

  private static final Set<String> OPTIONS = Set.of("mode", "damage", "segment");
  private static final long LEAST_SEGMENT = 4_096;
  private static final long USUAL_SEGMENT = 64L << 20;
  private static final long MOST_SEGMENT = 1L << 30; // offsets are ints, and a group may exceed it

  static FileSettings of(StoreUrl url) {
    url.allowingOnly(OPTIONS);
    boolean readOnly = isSecond(url, "mode", "write", "read");
    boolean skip = isSecond(url, "damage", "report", "skip");
    if (!readOnly && url.options().containsKey("damage")) {
      throw new IllegalArgumentException(
          "damage=" + Names.quote(String.valueOf(url.options().get("damage")))
              + " is allowed only with mode=read, in " + url);
    }
    String segment = url.options().get("segment");
    return new FileSettings(
        directory(url), readOnly, skip, segment == null ? USUAL_SEGMENT : segment(segment));
  }

  private static boolean isSecond(StoreUrl url, String option, String first, String second) {
    String value = url.options().getOrDefault(option, first);
    if (!value.equals(first) && !value.equals(second)) {
      throw new IllegalArgumentException(
          option + " is " + first + " or " + second + ", not " + Names.quote(value));
    }
    return value.equals(second);
  }

  private static long segment(String value) {
    if (value.matches("[0-9]{1,10}")) {
      long bytes = Long.parseLong(value);
      if (bytes >= LEAST_SEGMENT && bytes <= MOST_SEGMENT) {
        return bytes;
      }
    }
    throw new IllegalArgumentException("segment is " + LEAST_SEGMENT + " to " + MOST_SEGMENT
        + " bytes, not " + Names.quote(value));
  }

  private static Path directory(StoreUrl url) {
    if (url.body().isEmpty()) {
      throw new IllegalArgumentException(
          "the store URL " + url + " names no directory; write file:/path/events");
    }
    try {
      return Path.of(url.body()).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "the store URL " + url + " is not a path: " + e.getReason(), e);
    }
  }
}
