package com.example.logstore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.StorageException;
import dev.eventstreams.StoreLockedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that a killed process leaves, and damage that it cannot leave. */
final class LogFileTest {

  @TempDir
  private Path folder;

  private Path path;
  private byte[] before;
  private byte[] whole;

  @BeforeEach
  void writeTwoChanges() throws IOException {
    path = folder.resolve("a.log");
    try (LogFile log = LogFile.open(path, change -> {})) {
      log.write(new Change.SnapshotsDeleted("first"));
      before = Files.readAllBytes(path);
      log.write(new Change.SnapshotsDeleted("second"));
      whole = Files.readAllBytes(path);
    }
  }

  @Test
  void cutsOffEveryPrefixOfTheLastFrame() throws IOException {
    for (int length = before.length; length < whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));

      assertEquals(List.of("first"), replayed());
      assertArrayEquals(before, Files.readAllBytes(path));
    }
  }

  @Test
  void reportsEveryFlippedByte() throws IOException {
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 4;
      Files.write(path, damaged);

      String message = assertThrows(StorageException.class, this::replayed).getMessage();
      assertTrue(message.contains(path.toString()), message);
      assertArrayEquals(damaged, Files.readAllBytes(path));
    }
  }

  @Test
  void createsTheFileAgainIfItsFirstBytesAreIncomplete() throws IOException {
    for (int length = 0; length < 8; length++) {
      Files.write(path, Arrays.copyOf(whole, length));

      assertEquals(List.of(), replayed());
    }
  }

  @Test
  void refusesSecondOpening() {
    try (LogFile log = LogFile.open(path, change -> {})) {
      assertThrows(StoreLockedException.class, this::replayed);
      log.write(new Change.SnapshotsDeleted("third"));
    }
    assertEquals(List.of("first", "second", "third"), replayed());
  }

  private List<String> replayed() {
    List<String> sources = new ArrayList<>();
    LogFile.open(path, change -> sources.add(((Change.SnapshotsDeleted) change).source()))
        .close();
    return sources;
  }
}
