package dev.eventstreams.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.core.EventStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands export and import as separate processes, as the shell starts them. */
@Timeout(300)
final class StreamFilesTest {

  @TempDir
  Path folder;

  private String url = "";

  /** The exit status and the output of a process. */
  private record Ended(int status, String out, String errors) {}

  @BeforeEach
  void fillStore() {
    url = "sqlite:" + folder.resolve("events.db");
    try (EventStore store = EventStores.open(url)) {
      store.stream("a").append(CandidateEvent.of("T", "one"), CandidateEvent.of("T", "two"));
    }
  }

  private Ended run(Path input, String... arguments) throws Exception {
    Path out = folder.resolve("out.txt");
    Path errors = folder.resolve("errors.txt");
    Process process = new ProcessBuilder(Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    StreamFiles.class.getName()),
                Stream.of(arguments))
            .toList())
        .redirectInput(input.toFile())
        .redirectOutput(out.toFile())
        .redirectError(errors.toFile())
        .start();
    Ended ended =
        new Ended(process.waitFor(), Files.readString(out, UTF_8), Files.readString(errors, UTF_8));
    Files.delete(out);
    Files.delete(errors);
    return ended;
  }

  private Ended run(String... arguments) throws Exception {
    return run(Path.of("/dev/null"), arguments);
  }

  private void assertRefused(String what, Ended ended) {
    assertEquals(1, ended.status(), what + ": " + ended);
    assertTrue(ended.errors().contains("es: "), ended.errors());
    assertEquals("", ended.out());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void exportOfAMissingStreamCreatesAndReplacesNothing() throws Exception {
    Path old = Files.writeString(folder.resolve("old.jsonl"), "old");
    assertRefused(
        "a mistyped URL", run("export", url.replace("events", "evnts"), "a", old.toString()));
    assertRefused(
        "a directory that is not there",
        run("export", "file:" + folder.resolve("evnts"), "a", old.toString()));
    assertRefused("a stream without events", run("export", url, "b", old.toString()));
    assertRefused("the same, to the standard output", run("export", url, "b", "-"));
    assertRefused("a device", run("export", url, "a", "/dev/null"));
    assertEquals("old", Files.readString(old));
    assertEquals(List.of("events.db", "old.jsonl"), names());
  }

  @Test
  void dashIsTheStandardOutputAndInput() throws Exception {
    Path file = folder.resolve("a.jsonl");
    Ended exported = run("export", url, "a", file.toString());
    assertEquals(0, exported.status(), exported.errors());
    assertEquals("2 events written to " + file + "\n", exported.out());

    Ended printed = run("export", url, "a", "-");
    assertEquals(0, printed.status(), printed.errors());
    assertEquals(Files.readString(file), printed.out());

    Ended imported = run(file, "import", url, "b", "-");
    assertEquals(0, imported.status(), imported.errors());
    try (EventStore store = EventStores.open(url)) {
      assertEquals(2, store.stream("b").version());
    }
    assertEquals(List.of("a.jsonl", "events.db"), names());
  }

  @Test
  void importWithoutAFileMakesNoStore() throws Exception {
    String other = "sqlite:" + folder.resolve("other.db");
    assertRefused("no file", run("import", other, "a", folder.resolve("none").toString()));
    assertRefused("a directory", run("import", other, "a", folder.toString()));
    assertEquals(2, run("import", other, "a").status(), "too few arguments");
    assertEquals(List.of("events.db"), names());
  }

  @Test
  void namesAreQuotedAndControlCharactersEscaped() throws Exception {
    Ended none = run("export", url, "b\u202e", "-");
    assertRefused("a stream without events", none);
    assertTrue(none.errors().contains("the stream \"b\\u202e\" has no events"), none.errors());
    Ended missing = run("import", url, "b", folder.resolve("\u001b[2J").toString());
    assertRefused("no file", missing);
    assertTrue(
        missing.errors().contains("there is no file " + folder + "/\\u001b[2J"), missing.errors());
    Path file = folder.resolve("a.jsonl");
    assertEquals(0, run("export", url, "a", file.toString()).status());
    Ended imported = run("import", url, "c\u202e", file.toString());
    assertEquals("2 events added to \"c\\u202e\", which has 2\n", imported.out());
  }
}
