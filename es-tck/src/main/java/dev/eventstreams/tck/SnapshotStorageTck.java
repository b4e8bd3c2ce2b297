package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.eventstreams.Bytes;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rules on snapshots that can be tested only below the store. */
public abstract class SnapshotStorageTck extends StoreTck {

  private @Nullable StorageHandle storage;

  /** For a backend's own class. */
  protected SnapshotStorageTck() {}

  private StorageHandle storage() {
    StorageHandle known = storage;
    if (known == null) {
      known = closedAfterwards(openStorage(newStore()));
      storage = known;
    }
    return known;
  }

  private static StoredSnapshot snapshot(String source, String projection, Bytes state) {
    return new StoredSnapshot(source, projection, 0, 1_234_567, state, 0);
  }

  @Test
  @Rule("S5")
  void deletingTheSnapshotsOfASourceLeavesThoseOfOthers() {
    List<String> deleted = List.of("ann", "a%", "a_n", "@all", "Ann", "ann ", "\u00e9");
    List<String> kept = List.of("ann-2", "anna", "an", "aXn", "ANN", " ann", "e\u0301", "all", "a");
    for (String source : kept) {
      save(source);
    }
    for (String source : deleted) {
      save(source);
    }

    for (String source : deleted) {
      storage().deleteSnapshots(source);
      assertNull(storage().loadSnapshot(source, "p"), "a deleted snapshot of " + source);
      assertNull(storage().loadSnapshot(source, "q"), "another deleted snapshot of " + source);
    }
    for (String source : kept) {
      assertNotNull(storage().loadSnapshot(source, "p"), "the snapshot of " + source);
      assertNotNull(storage().loadSnapshot(source, "q"), "the other snapshot of " + source);
    }
  }

  private void save(String source) {
    storage().saveSnapshot(snapshot(source, "p", Bytes.utf8("state")));
    storage().saveSnapshot(snapshot(source, "q", Bytes.utf8("state")));
  }

  @Test
  @Rule("S5")
  void aSnapshotCanBeSavedAfterOneOfAHigherVersionWasDeleted() {
    storage().saveSnapshot(new StoredSnapshot("s", "p", 7, 1, Bytes.utf8("seven"), 0));
    storage().deleteSnapshots("s");
    storage().deleteSnapshots("s");

    StoredSnapshot lower = new StoredSnapshot("s", "p", 3, 2, Bytes.utf8("three"), 0);
    storage().saveSnapshot(lower);

    assertEquals(lower, storage().loadSnapshot("s", "p"), "the snapshot saved after the deletion");
  }

  @Test
  @Rule("S2")
  void everyFieldOfASnapshotComesBack() {
    byte[] large = new byte[5 << 20];
    new Random(5).nextBytes(large);
    for (StoredSnapshot saved : List.of(
        new StoredSnapshot("s", "p", 0, 0, Bytes.empty(), 0),
        new StoredSnapshot("s", "p", 1, 1_234_567_890_123_456L, Bytes.of(large), 1),
        new StoredSnapshot("@all", "p", 1L << 40, -1, Bytes.of(new byte[] {0, -1, 10}), 255))) {
      storage().saveSnapshot(saved);
      assertEquals(
          saved,
          storage().loadSnapshot(saved.source(), saved.projection()),
          "a snapshot of " + saved.state().length() + " bytes");
    }
  }
}
