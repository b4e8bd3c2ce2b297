package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store in a process whose heap is full. */
final class MemoryTest {

  @Test
  void callWithoutMemoryLeavesNoLock(@TempDir Path directory) throws Exception {
    Process process = Jvm.start(
        LittleMemory.class, List.of(directory.resolve("events.db").toString()), "-Xmx16m");
    try {
      List<String> answers = process.inputReader(StandardCharsets.UTF_8).lines().toList();
      assertEquals(0, process.waitFor());
      assertEquals(1, answers.size(), answers.toString());
      assertTrue(Integer.parseInt(answers.get(0)) > 5, "calls that failed: " + answers);
    } finally {
      process.destroyForcibly();
    }
  }
}
