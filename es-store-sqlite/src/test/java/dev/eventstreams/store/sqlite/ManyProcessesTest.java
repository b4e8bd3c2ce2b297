package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstreams.EventFilter;
import dev.eventstreams.spi.StorageHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JVMs that open one new file at the same moment (L3). */
final class ManyProcessesTest {

  private static final int PROCESSES = 10;

  @TempDir
  Path directory;

  @Test
  void tenProcessesOpenOneNewFileAtOnce() throws Exception {
    openAtOnce(PROCESSES, 3);
  }

  @Test
  @Tag("soak")
  void tenProcessesOpenOneNewFileAtOnceHundredTimes() throws Exception {
    openAtOnce(PROCESSES, 100);
  }

  private void openAtOnce(int count, int rounds) throws Exception {
    List<Process> processes = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        processes.add(Jvm.start(Opener.class));
      }
      for (int round = 0; round < rounds; round++) {
        Path file = directory.resolve("round-" + round + ".db");
        for (Process process : processes) {
          process.getOutputStream().write((file + "\n").getBytes(StandardCharsets.UTF_8));
          process.getOutputStream().flush();
        }
        for (Process process : processes) {
          assertEquals("done", process.inputReader(StandardCharsets.UTF_8).readLine());
        }
        try (StorageHandle store = Samples.open(file)) {
          assertEquals(count, Samples.readAll(store, EventFilter.all()).size());
        }
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }
}
