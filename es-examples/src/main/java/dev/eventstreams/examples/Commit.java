package dev.eventstreams.examples;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A commit as {@code git log --numstat} prints it.
 *
 * @param hash its full hash
 * @param parents how many it has: 0 for a first commit, 2 or more for a merge
 * @param authored when it was written, in seconds since 1970-01-01T00:00Z
 * @param committed when it was committed, in the same unit
 * @param author the author's name, as the mailmap gives it
 * @param email the author's address
 * @param subject the first paragraph of the message
 * @param files the changed files; empty for a merge
 */
record Commit(
    String hash,
    int parents,
    long authored,
    long committed,
    String author,
    String email,
    String subject,
    List<FileChange> files) {

  /**
   * The change of a file in a commit.
   *
   * @param path where the file is afterwards
   * @param renamedFrom where it was before, null if it was not renamed
   * @param added how many lines were added, 0 for a binary file
   * @param deleted how many lines were deleted, 0 for a binary file
   * @param binary whether git treats it as a binary file
   */
  record FileChange(
      String path, @Nullable String renamedFrom, long added, long deleted, boolean binary) {}

  /**
   * The changes of a commit in total, or in one folder.
   *
   * @param files how many files
   * @param added how many lines were added
   * @param deleted how many lines were deleted
   * @param binary how many of the files are binary
   */
  record Totals(long files, long added, long deleted, long binary) {

    static final Totals NONE = new Totals(0, 0, 0, 0);

    Totals plus(FileChange change) {
      return new Totals(
          files + 1,
          added + change.added(),
          deleted + change.deleted(),
          binary + (change.binary() ? 1 : 0));
    }
  }

  boolean isMerge() {
    return parents > 1;
  }

  Totals totals() {
    Totals totals = Totals.NONE;
    for (FileChange change : files) {
      totals = totals.plus(change);
    }
    return totals;
  }

  /**
   * Returns the changes in each top-level folder, with "." for files outside of folders. A moved
   * file counts in its new folder; its old folder is included too.
   */
  Map<String, Totals> folders() {
    Map<String, Totals> folders = new TreeMap<>();
    for (FileChange change : files) {
      String from = change.renamedFrom();
      if (from != null) {
        folders.putIfAbsent(folder(from), Totals.NONE);
      }
      folders.compute(
          folder(change.path()),
          (folder, totals) -> (totals == null ? Totals.NONE : totals).plus(change));
    }
    return folders;
  }

  private static String folder(String path) {
    int slash = path.indexOf('/');
    return slash < 0 ? "." : path.substring(0, slash);
  }
}
