package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A temporary directory from which SQLite cannot be loaded. */
final class NativeLibraryTest {

  @Test
  void everyOpeningNamesThePropertyToSet(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "in place of a directory");
    Path quiet = Files.writeString(directory.resolve("logging.properties"), ".level=OFF");
    Process process = Jvm.start(
        Opener.class,
        "-Dorg.sqlite.tmpdir=" + file,
        "-Djava.util.logging.config.file=" + quiet); // the driver logs what it has tried
    try {
      for (int i = 0; i < 3; i++) {
        String path = directory.resolve(i + ".db") + "\n";
        process.getOutputStream().write(path.getBytes(StandardCharsets.UTF_8));
      }
      process.getOutputStream().close();
      List<String> answers = process.inputReader(StandardCharsets.UTF_8).lines().toList();
      assertEquals(3, answers.size(), answers.toString());
      for (String answer : answers) {
        assertTrue(answer.contains("StorageException"), answer);
        assertTrue(answer.contains("native library"), answer);
        assertTrue(answer.contains("temporary directory " + file), answer);
        assertTrue(answer.contains("org.sqlite.tmpdir"), answer);
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
