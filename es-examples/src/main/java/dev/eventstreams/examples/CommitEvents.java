package dev.eventstreams.examples;

import static dev.eventstreams.ExpectedVersion.any;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.CandidateEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A commit as events: {@code Committed} in the stream of its author, and {@code FolderChanged} in that of each top-level
 * folder it touched. Each has the commit's hash as its idempotency key, so that appending a commit again adds nothing.
 */
final class CommitEvents {

  static final String COMMITTED = "Committed";
  static final String FOLDER_CHANGED = "FolderChanged";

  private static final int LONGEST_NAME = 180;

  private CommitEvents() {}

  /** Returns the commit's events as a batch, which is written as a whole or not at all. */
  static AppendBatch batch(Commit commit) {
    List<AppendBatch.Part> parts = new ArrayList<>();
    parts.add(part(authorStream(commit.author()), committed(commit)));
    commit
        .folders()
        .forEach((folder, totals) -> parts.add(part(
            folderStream(folder),
            event(FOLDER_CHANGED, commit, totals).withMetadata("folder", folder))));
    return new AppendBatch(parts, List.of());
  }

  static String authorStream(String author) {
    return "author/" + shortened(author);
  }

  static String folderStream(String folder) {
    return "folder/" + shortened(folder);
  }

  private static AppendBatch.Part part(String stream, CandidateEvent event) {
    return new AppendBatch.Part(stream, any(), List.of(event));
  }

  private static CandidateEvent committed(Commit commit) {
    return event(COMMITTED, commit, commit.totals())
        .withMetadata("email", commit.email())
        .withMetadata("authored", commit.authored())
        .withMetadata("merge", commit.isMerge());
  }

  private static CandidateEvent event(String type, Commit commit, Commit.Totals totals) {
    Map<String, Object> lines = Map.of("added", totals.added(), "deleted", totals.deleted());
    return CandidateEvent.of(type, commit.subject())
        .withMetadata(Map.of(
            "author", commit.author(),
            "committed", commit.committed(),
            "files", totals.files(),
            "binary", totals.binary(),
            "lines", lines))
        .withIdempotencyKey(commit.hash());
  }

  // A stream id has at most 255 code points. A long name is cut and ends with a hash, so that two
  // long names stay different.
  private static String shortened(String name) {
    if (name.codePointCount(0, name.length()) <= LONGEST_NAME) {
      return name;
    }
    int end = name.offsetByCodePoints(0, LONGEST_NAME - 37);
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return name.substring(0, end) + "~" + UUID.nameUUIDFromBytes(bytes);
  }
}
