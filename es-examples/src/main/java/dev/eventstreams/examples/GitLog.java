package dev.eventstreams.examples;

import dev.eventstreams.examples.Commit.FileChange;
import dev.eventstreams.spi.Names;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over the commits that lead to a repository's HEAD, parents before children, while git
 * prints them.
 *
 * <p>With {@code -z} every token ends with NUL, which neither names nor messages can contain: seven
 * fields of a commit, then its files. A file is {@code added TAB deleted TAB path}, with {@code -}
 * for the numbers of a binary file. For a renamed file, the path is empty, and the old and the new
 * path follow. A line feed precedes the first file of a commit. A hash contains no tab, so it is
 * never mistaken for a file.
 */
final class GitLog implements Iterator<Commit>, AutoCloseable {

  private static final List<String> COMMAND = List.of(
      "-c",
      "log.showRoot=true",
      "-c",
      "log.diffMerges=off",
      "-c",
      "diff.relative=false",
      "log",
      "HEAD",
      "--reverse",
      "--topo-order",
      "-z",
      "--numstat",
      "--find-renames",
      "--no-color",
      "--no-ext-diff",
      "--no-textconv",
      "--no-show-signature",
      "--encoding=UTF-8",
      "--format=%H%x00%P%x00%at%x00%ct%x00%aN%x00%aE%x00%s");

  private final Git git;
  private final InputStream in;
  private byte @Nullable [] ahead;

  /**
   * Starts git.
   *
   * @throws Git.Failed if there is no repository, or no commit in it
   */
  GitLog(Path repository) {
    git = new Git(repository, COMMAND);
    in = new BufferedInputStream(git.output(), 1 << 16);
    ahead = token();
  }

  /**
   * Returns the number of commits that lead to HEAD.
   *
   * @throws Git.Failed if there is no repository, or no commit in it
   */
  static long count(Path repository) {
    var unused = Git.line(repository, "rev-parse", "--git-dir");
    try {
      return Long.parseLong(Git.line(repository, "rev-list", "--count", "HEAD"));
    } catch (Git.Failed e) {
      if (Git.line(repository, "rev-list", "--all", "--max-count=1").isEmpty()) {
        throw new Git.Failed(Names.printable(repository) + " has no commit yet");
      }
      throw e;
    }
  }

  @Override
  public boolean hasNext() {
    return ahead != null;
  }

  @Override
  public Commit next() {
    String hash = field();
    String parents = field();
    long authored = Long.parseLong(field());
    long committed = Long.parseLong(field());
    String author = field();
    String email = field();
    String subject = field();
    List<FileChange> files = new ArrayList<>();
    while (ahead != null && tab(ahead, 0) >= 0) {
      files.add(fileChange());
    }
    int count = parents.isEmpty() ? 0 : parents.split(" ").length;
    return new Commit(hash, count, authored, committed, author, email, subject, files);
  }

  private String field() {
    return GitText.of(take());
  }

  private FileChange fileChange() {
    byte[] token = take();
    int start = token[0] == '\n' ? 1 : 0;
    int tab = tab(token, start);
    int second = tab(token, tab + 1);
    String added = GitText.of(token, start, tab);
    String deleted = GitText.of(token, tab + 1, second);
    String path = GitText.of(token, second + 1, token.length);
    String renamedFrom = null;
    if (path.isEmpty()) {
      renamedFrom = field();
      path = field();
    }
    boolean binary = added.equals("-");
    return new FileChange(path, renamedFrom, lines(added), lines(deleted), binary);
  }

  private static long lines(String number) {
    return number.equals("-") ? 0 : Long.parseLong(number);
  }

  private static int tab(byte[] token, int from) {
    for (int i = from; i < token.length; i++) {
      if (token[i] == '\t') {
        return i;
      }
    }
    return -1;
  }

  private byte[] take() {
    byte[] token = ahead;
    if (token == null) {
      throw new NoSuchElementException("the log has ended");
    }
    ahead = token();
    return token;
  }

  /** Reads up to the next NUL. Returns null at the end, after git has ended without an error. */
  private byte @Nullable [] token() {
    try {
      ByteArrayOutputStream token = new ByteArrayOutputStream(128);
      int next = in.read();
      for (; next > 0; next = in.read()) {
        token.write(next);
      }
      if (next == 0) {
        return token.toByteArray();
      }
      git.finish();
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    git.close();
  }
}
