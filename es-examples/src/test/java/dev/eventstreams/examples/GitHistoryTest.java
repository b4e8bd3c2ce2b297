package dev.eventstreams.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventStore;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.examples.GitHistory.Found;
import dev.eventstreams.postgres.server.PostgresServer;
import dev.eventstreams.spi.StoreUrl;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the program's results for a repository with git's own. */
final class GitHistoryTest {

  @TempDir
  private Path folder;

  private AwkwardRepository repository;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void createRepository() throws Exception {
    repository = AwkwardRepository.create(folder.resolve("a repository"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite", "file", "postgresql"})
  void countsAsGitDoes(String backend) throws Exception {
    try (EventStore store = open(backend)) {
      Found found = run(store);
      Questions ask = new Questions(store);

      long commits = repository.count("HEAD");
      assertEquals(10, commits);
      assertEquals(commits, found.inGit());
      assertEquals(commits, found.appended().added());
      assertEquals(commits, ask.commits());
      assertEquals(shortlog(), found.contributions().commits());
      assertEquals(repository.count("--merges", "HEAD"), ask.merges());
      assertEquals(repository.count("--author=^Ann", "HEAD"), ask.commitsByAuthorPrefix("Ann"));
      assertEquals(repository.count("--author=^A_n", "HEAD"), ask.commitsByAuthorPrefix("A_n"));
      assertEquals(1, ask.commitsByAuthorPrefix("A_n 100%\\"));
      assertEquals(
          repository.count("--since=2020-01-01T00:00:00Z", "--until=2020-12-31T23:59:59Z", "HEAD"),
          ask.commitsIn(2020));
      assertEquals(3, ask.commitsThatAdd(2));
      assertEquals(1, ask.commitsThatAdd(3));
      assertTrue(printed.toString(StandardCharsets.UTF_8).contains("has 10 commits"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite", "file", "postgresql"})
  void givesEachTopLevelFolderItsStream(String backend) throws Exception {
    try (EventStore store = open(backend)) {
      var unused = run(store);
      Questions ask = new Questions(store);

      for (String path : List.of("src", "lib", "tags", "tab\tand\nfeed", "y".repeat(250))) {
        String shown = GitText.of(path.getBytes(StandardCharsets.UTF_8));
        assertEquals(
            repository.count("--full-history", "--no-merges", "HEAD", "--", path),
            ask.commitsThatTouch(shown),
            shown);
      }
      assertEquals(1, ask.commitsThatTouch("caf\\xE9"));
      assertEquals(1, ask.commitsThatTouch("."));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite", "file", "postgresql"})
  void watchesTheLastCommitsArrive(String backend) throws Exception {
    List<String> hashes = repository.git("rev-list", "--topo-order", "--reverse", "HEAD");
    try (EventStore store = open(backend)) {
      assertEquals(hashes.subList(5, 10), run(store).watched());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite", "file", "postgresql"})
  void secondRunAddsOnlyWhatIsNew(String backend) throws Exception {
    try (EventStore store = open(backend)) {
      Found first = run(store);
      long head = store.head();
      Found second = run(store);
      assertEquals(0, second.appended().added());
      assertEquals(head, store.head());
      assertEquals(first.contributions(), second.contributions());

      AwkwardRepository.Commits more = repository.commits();
      more.add(
          "Ann", AwkwardRepository.NEW_YEAR + 400 * 86_400, "New", "M 644 inline src/n", "1\n");
      more.importAll();
      Found third = run(store);
      assertEquals(1, third.appended().added());
      assertEquals(repository.git("rev-parse", "HEAD"), third.watched());
      assertEquals(shortlog(), third.contributions().commits());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite", "file", "postgresql"})
  void keepsGitsFieldsOfACommit(String backend) throws Exception {
    try (EventStore store = open(backend)) {
      var unused = run(store);
      StoredEvent event =
          store.stream(CommitEvents.authorStream("ann")).read().iterator().next();

      assertEquals("Subject of two lines", event.data().utf8().replace("\\x09", " "));
      assertEquals(
          repository.git("log", "--author=^ann", "--format=%H", "HEAD"), List.of(event.id()));
      assertEquals(AwkwardRepository.NEW_YEAR, event.metadata().get("committed"));
      assertEquals(1L, event.metadata().get("binary"));
      assertEquals(Map.of("added", 0L, "deleted", 0L), event.metadata().get("lines"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "file", "postgresql"})
  void printsTheSameOnEveryBackend(String backend) throws Exception {
    assertEquals(answers("memory"), answers(backend));
  }

  private String answers(String backend) throws Exception {
    printed.reset();
    try (EventStore store = open(backend)) {
      var unused = run(store);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void reportsWhyARepositoryCannotBeUsed() throws Exception {
    Path empty = AwkwardRepository.empty(folder.resolve("empty")).folder();
    assertTrue(failure(empty).endsWith("empty has no commit yet"));
    assertTrue(failure(folder.resolve("missing")).contains("No such file or directory"));
    assertTrue(failure(folder).contains("not a git repository"));
  }

  private static String failure(Path repository) {
    return String.valueOf(
        assertThrows(Git.Failed.class, () -> GitLog.count(repository)).getMessage());
  }

  private EventStore open(String backend) {
    return EventStores.open(
        backend.equals("postgresql")
            ? PostgresServer.shared().newStore()
            : StoreUrl.of(backend, folder.resolve("history.db").toString()).toString());
  }

  private Found run(EventStore store) throws InterruptedException {
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    return new GitHistory(repository.folder(), store, out).run();
  }

  private Map<String, Long> shortlog() throws Exception {
    Map<String, Long> commits = new TreeMap<>();
    for (String line : repository.git("shortlog", "-sn", "HEAD")) {
      List<String> parts = List.of(line.strip().split("\\\\x09", 2));
      commits.put(parts.get(1), Long.valueOf(parts.get(0)));
    }
    return commits;
  }
}
