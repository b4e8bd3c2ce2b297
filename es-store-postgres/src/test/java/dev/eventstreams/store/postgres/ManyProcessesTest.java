package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstreams.EventFilter;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** JVMs that open one new schema at the same moment (L3). */
final class ManyProcessesTest {

  private static final int PROCESSES = 10;

  @Test
  void tenProcessesOpenOneNewSchemaAtOnce() throws Exception {
    openAtOnce(PROCESSES, 3);
  }

  @Test
  @Tag("soak")
  void tenProcessesOpenOneNewSchemaAtOnceHundredTimes() throws Exception {
    openAtOnce(PROCESSES, 100);
  }

  private void openAtOnce(int count, int rounds) throws Exception {
    List<Process> processes = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        processes.add(start());
      }
      for (int round = 0; round < rounds; round++) {
        StoreUrl url = Samples.url();
        for (Process process : processes) {
          process.getOutputStream().write((url.unmasked() + "\n").getBytes(StandardCharsets.UTF_8));
          process.getOutputStream().flush();
        }
        for (Process process : processes) {
          assertEquals("done", process.inputReader(StandardCharsets.UTF_8).readLine());
        }
        try (StorageHandle store = Samples.open(url)) {
          assertEquals(count, Samples.readAll(store, EventFilter.all()).size());
        }
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  private static Process start() throws Exception {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx64m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1"));
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.add(Opener.class.getName());
    // Beside the reports, as the build's own output shows no logs.
    ProcessBuilder.Redirect errors =
        ProcessBuilder.Redirect.appendTo(Path.of("target", "children.log").toFile());
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder.start();
  }
}
