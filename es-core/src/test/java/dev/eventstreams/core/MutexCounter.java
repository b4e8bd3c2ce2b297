package dev.eventstreams.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Counts in a file under a {@link FileMutex}; arguments: {@code FILE TIMES}. Tests run it as a
 * separate program and in separate class loaders.
 */
public final class MutexCounter {

  private MutexCounter() {}

  /** Adds one to the number in the file, the given number of times. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    Path lock = file.resolveSibling("lock");
    for (int i = Integer.parseInt(arguments[1]); i > 0; i--) {
      Path unused = FileMutex.holding(
          lock,
          () -> Files.writeString(
              file, Integer.toString(Integer.parseInt(Files.readString(file)) + 1)));
    }
  }
}
