package dev.eventstreams.core.adapter;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoriesTest {

  @TempDir
  Path folder;

  @Test
  void interruptedThreadSyncsAndStaysInterrupted() throws IOException {
    Thread.currentThread().interrupt();
    Directories.sync(folder);
    assertTrue(Thread.interrupted());
    Directories.sync(folder);
    assertFalse(Thread.interrupted());
  }

  @Test
  void missingDirectoryCannotBeSynced() {
    Thread.currentThread().interrupt();
    assertThrows(NoSuchFileException.class, () -> Directories.sync(folder.resolve("missing")));
    assertTrue(Thread.interrupted());
  }
}
