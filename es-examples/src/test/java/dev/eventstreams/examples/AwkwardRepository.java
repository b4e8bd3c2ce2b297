package dev.eventstreams.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A git repository made by {@code git fast-import}, which accepts any bytes as names and paths. It
 * also returns git's own answers about the repository.
 */
final class AwkwardRepository {

  /** 2020-01-01T00:00Z. */
  static final long NEW_YEAR = 1_577_836_800;

  private final Path folder;
  private int marks;

  private AwkwardRepository(Path folder) {
    this.folder = folder;
  }

  static AwkwardRepository empty(Path folder) throws Exception {
    AwkwardRepository repository = new AwkwardRepository(folder);
    run(new byte[0], List.of("git", "init", "-q", "-b", "main", folder.toString()));
    return repository;
  }

  /**
   * Creates a repository whose names have wildcards, bytes that are not UTF-8, tabs and line feeds;
   * with renames, merges, binary files, empty messages.
   */
  static AwkwardRepository create(Path folder) throws Exception {
    AwkwardRepository repository = empty(folder);
    Commits commits = repository.commits();
    commits.add("Ann", NEW_YEAR - 2, "First", "M 644 inline src/a.txt", "1\n2\n3\n");
    commits.add("Anna", NEW_YEAR - 1, "", "M 644 inline \"tab\\tand\\nfeed/b\"", "1\n");
    commits.add(
        "ann", NEW_YEAR, "Subject\tof two\nlines\n\nand a body", "M 644 inline bin", "\0\1\2");
    commits.add("A_n 100%\\", NEW_YEAR + 1, "Rename", "R src/a.txt lib/c.txt", null);
    commits.add(
        "B\u00f6b \ud83e\udd8a", NEW_YEAR + 2, "Other", "M 644 inline \"caf\\351/d\"", "1\n2\n");
    commits.add("", NEW_YEAR + 3, "By nobody", "M 644 inline lib/c.txt", "1\n2\n3\n4\n5\n");
    commits.add(
        "x".repeat(300), NEW_YEAR + 4, "Long", "M 644 inline " + "y".repeat(250) + "/e", "1\n");
    commits.add("Abn", NEW_YEAR + 5, "Changes nothing", null, null);
    int main = repository.marks;
    commits.branch("side", main - 2);
    commits.add("Z\u00eb", NEW_YEAR + 6, "On a branch", "M 644 inline tags/f", "1\n");
    commits.merge("main", main, repository.marks, "Ann", NEW_YEAR + 366 * 86_400);
    commits.importAll();
    return repository;
  }

  Path folder() {
    return folder;
  }

  Commits commits() {
    return new Commits();
  }

  /** Returns the lines that git prints, in the form in which the program shows text from git. */
  List<String> git(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of(arguments));
    byte[] output = run(new byte[0], command);
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < output.length; i++) {
      if (output[i] == '\n') {
        lines.add(GitText.of(output, start, i));
        start = i + 1;
      }
    }
    return lines;
  }

  long count(String... revisions) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("rev-list", "--count"));
    arguments.addAll(List.of(revisions));
    return Long.parseLong(git(arguments.toArray(String[]::new)).get(0));
  }

  private static byte[] run(byte[] input, List<String> command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    }
    byte[] output = process.getInputStream().readAllBytes();
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed");
    }
    return output;
  }

  /** Commits to be imported, each on top of the commit before. */
  final class Commits {

    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private String branch = "main";
    private String from = marks > 0 ? ":" + marks : "";

    void branch(String name, int mark) {
      branch = name;
      from = ":" + mark;
    }

    void add(
        String author,
        long time,
        String message,
        @Nullable String change,
        @Nullable String content) {
      begin(author, time, message);
      if (change != null) {
        line(change);
      }
      if (content != null) {
        data(content);
      }
      line("");
    }

    void merge(String into, int first, int second, String author, long time) {
      branch(into, first);
      begin(author, time, "Merge");
      line("merge :" + second);
      line("");
    }

    private void begin(String author, long time, String message) {
      line("commit refs/heads/" + branch);
      line("mark :" + ++marks);
      String person = author + (author.isEmpty() ? "" : " ") + "<a@example.com> " + time + " +0000";
      line("author " + person);
      line("committer " + person);
      data(message);
      if (!from.isEmpty()) {
        line("from " + from);
      }
      from = ":" + marks;
    }

    private void data(String content) {
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      line("data " + bytes.length);
      stream.writeBytes(bytes);
      line("");
    }

    private void line(String text) {
      stream.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void importAll() throws Exception {
      Path marksFile = folder.resolve(".git").resolve("marks");
      byte[] unused = run(
          stream.toByteArray(),
          List.of(
              "git",
              "-C",
              folder.toString(),
              "fast-import",
              "--quiet",
              "--import-marks-if-exists=" + marksFile,
              "--export-marks=" + marksFile));
    }
  }
}
