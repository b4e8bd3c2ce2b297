package dev.eventstreams.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The naive backend without a flaw keeps the promises of its capabilities. */
final class NaiveKitTest {

  private static String fresh(Path directory) throws IOException {
    return "naive:" + Files.createTempDirectory(directory, "store").resolve("log");
  }

  @Nested
  class Durability extends DurabilityTck {

    @TempDir
    Path directory;

    @Override
    protected String emptyStore() throws IOException {
      return fresh(directory);
    }
  }

  @Nested
  class MultiProcess extends MultiProcessTck {

    @TempDir
    Path directory;

    @Override
    protected String emptyStore() throws IOException {
      return fresh(directory);
    }
  }

  @Nested
  class Restart extends RestartTck {

    @TempDir
    Path directory;

    @Override
    protected String emptyStore() throws IOException {
      return fresh(directory);
    }
  }
}
