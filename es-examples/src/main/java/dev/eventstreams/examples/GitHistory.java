package dev.eventstreams.examples;

import dev.eventstreams.EventStore;
import dev.eventstreams.EventStoreException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.examples.CommitAppender.Appended;
import dev.eventstreams.spi.StoreUrl;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Reads the history of a git repository into an event store, and answers questions from it.
 *
 * <p>{@code GitHistory [REPOSITORY [STORE-URL]]}: by default the repository of the current
 * directory, and a SQLite file whose path it prints. A second run adds only what is new. It also
 * draws who works on what, and prints where the picture is.
 */
public final class GitHistory {

  private static final long MOST_HELD_BACK = 10;

  private final Path repository;
  private final EventStore store;
  private final PrintStream out;
  private final List<String> watched = new ArrayList<>();

  GitHistory(Path repository, EventStore store, PrintStream out) {
    this.repository = repository;
    this.store = store;
    this.out = out;
  }

  /**
   * The result of a run.
   *
   * @param inGit how many commits git counts
   * @param appended how many of them were appended, and how many were new
   * @param watched the hashes of those that the watch delivered
   * @param contributions the number of commits by author
   */
  record Found(long inGit, Appended appended, List<String> watched, Contributions contributions) {}

  /**
   * Runs the program. Exits with status 1 and one line of error if the repository or the store
   * cannot be used.
   */
  public static void main(String[] arguments) throws InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path repository = Path.of(arguments.length > 0 ? arguments[0] : ".");
    try {
      String url = arguments.length > 1 ? arguments[1] : defaultUrl(repository);
      long inGit = GitLog.count(repository);
      try (EventStore store = EventStores.open(url)) {
        var unused = new GitHistory(repository, store, out).run(inGit);
        out.println();
        out.println(whereToLook(url, store.metrics().location()));
        out.println("Who works on what: " + draw(store, repository));
      }
    } catch (Git.Failed | EventStoreException | IllegalArgumentException | IOException e) {
      System.err.println("GitHistory: " + e.getMessage());
      System.exit(1);
    }
  }

  private static String whereToLook(String url, String location) {
    if (!StoreUrl.parse(url).scheme().equals("sqlite")) {
      return "The events are in " + location;
    }
    String quoted = "'" + location.replace("'", "'\\''") + "'";
    return "The events are in " + location + "\nLook into it: sqlite3 " + quoted
        + " 'SELECT time, stream, version, data FROM events_readable LIMIT 10'";
  }

  /** Draws the history in the store, and returns the file. */
  static Path draw(EventStore store, Path repository) throws IOException {
    String name = String.valueOf(repository.toAbsolutePath().normalize().getFileName());
    String svg = HistoryPicture.of(CommitRelations.graph(store), name);
    return Files.writeString(demoFile(repository, ".svg"), svg);
  }

  private static String defaultUrl(Path repository) throws IOException {
    return StoreUrl.of("sqlite", demoFile(repository, ".db").toString()).toString();
  }

  // Two repositories with the same name get two files.
  private static Path demoFile(Path repository, String extension) throws IOException {
    Path real = repository.toAbsolutePath().normalize();
    Path folder = Path.of(System.getProperty("es.demo.folder", "target/demo")).toAbsolutePath();
    UUID id = UUID.nameUUIDFromBytes(real.toString().getBytes(StandardCharsets.UTF_8));
    String name = real.getFileName() + "-" + id.toString().substring(0, 8) + extension;
    return Files.createDirectories(folder).resolve(name);
  }

  /** Appends the history, folds it, watches the last commits arrive, and answers questions. */
  Found run() throws InterruptedException {
    return run(GitLog.count(repository));
  }

  private Found run(long inGit) throws InterruptedException {
    out.printf(Locale.ROOT, "%s has %,d commits%n", repository.toAbsolutePath().normalize(), inGit);
    CommitAppender appender = new CommitAppender(store);
    long heldBack = Math.min(MOST_HELD_BACK, (inGit + 1) / 2);
    try (GitLog log = new GitLog(repository)) {
      Progress progress = new Progress(System.err, "commits", inGit);
      Appended early = appender.append(log, inGit - heldBack, progress::at);
      progress.done();
      out.printf(
          Locale.ROOT,
          "%,d of the first %,d are new: %,d events%n",
          early.added(),
          early.commits(),
          early.events());
      var unused = fold();
      Appended last = watch(log, appender, heldBack);
      Contributions contributions = fold();
      contributions.most(5).forEach((author, commits) -> answer(commits, author));
      answer();
      return new Found(inGit, early.plus(last), watched, contributions);
    }
  }

  private Appended watch(GitLog log, CommitAppender appender, long heldBack)
      throws InterruptedException {
    out.println();
    out.printf(Locale.ROOT, "Watching while the last %,d are appended:%n", heldBack);
    LateCommits late = new LateCommits(store, event -> {
      watched.add(event.id());
      out.printf(Locale.ROOT, "  %.10s  %s%n", event.id(), event.data().utf8());
    });
    Appended appended = late.append(log, appender);
    out.printf(Locale.ROOT, "%,d of them are new%n", appended.added());
    return appended;
  }

  private void answer() {
    Questions ask = new Questions(store);
    StoredEvent last = ask.last().orElseThrow();
    String author = String.valueOf(last.metadata().get("author"));
    String prefix = author.substring(0, author.offsetByCodePoints(0, Math.min(1, author.length())));
    int year = year(last);
    out.println();
    out.println("Filtered reads:");
    answer(ask.commits(), "commits are in the store");
    answer(
        ask.commitsByAuthorPrefix(prefix),
        "are by authors whose name begins with \"" + prefix + "\"");
    answer(ask.merges(), "are merges");
    answer(ask.commitsThatAdd(100), "add 100 lines or more");
    answer(ask.commitsIn(year), "were committed in " + year);
    answer(ask.commitsThatTouch("."), "touch files outside of any folder");
  }

  private void answer(long count, String what) {
    out.printf(Locale.ROOT, "  %,9d  %s%n", count, what);
  }

  // Called before and after the watch. The second call reads only the events appended since the
  // first.
  private Contributions fold() {
    Contributions.Caught caught = Contributions.upToDate(store);
    out.println();
    out.printf(
        Locale.ROOT,
        "Commits by author: the snapshot at position %,d, %,d folded in, a snapshot at position %,d%n",
        caught.from(),
        caught.folded(),
        caught.value().position());
    return caught.value();
  }

  private static int year(StoredEvent commit) {
    Object committed = commit.metadata().get("committed");
    long seconds = committed instanceof Long number ? number : 0;
    return Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC).getYear();
  }
}
