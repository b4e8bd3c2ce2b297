package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.KeyRing;
import dev.eventstreams.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any operation on files may fail: no key that was given out is lost, and the file never counts as
 * missing.
 */
final class KeyFileFaultTest {

  private static final byte[] MASTER = new byte[32];
  private static final int MOST_STEPS = 40;

  @TempDir
  Path folder;

  private final FaultyFiles files = new FaultyFiles();

  private Path path() {
    return files.path(folder.resolve("keys"));
  }

  private KeyRing open() {
    return KeyRings.openFile(folder.resolve("keys"), MASTER);
  }

  // Lets each operation of the call fail in turn; returns the kinds of operations that failed.
  private Set<String> atEachFailure(Runnable before, Runnable call, Runnable afterFailure) {
    Set<String> kinds = new TreeSet<>();
    for (int n = 1; n < MOST_STEPS; n++) {
      before.run();
      files.failAt(n);
      boolean failed = false;
      try {
        call.run();
      } catch (StorageException e) {
        failed = true;
      }
      String kind = files.failed();
      files.failAt(0);
      if (kind.equals("nothing")) {
        return kinds;
      }
      assertTrue(failed, "an exception if the step " + n + ", " + kind + ", failed");
      afterFailure.run();
      kinds.add(kind);
    }
    throw new AssertionError("more than " + MOST_STEPS + " steps");
  }

  @Test
  void failedOpeningLosesNoKey() throws Exception {
    UUID id = KeyRings.createFile(folder.resolve("keys"), MASTER).currentKey("ann");
    byte[] sound = Files.readAllBytes(folder.resolve("keys"));
    Set<String> kinds = atEachFailure(() -> {}, () -> KeyRings.openFile(path(), MASTER), () -> {
      assertInstanceOf(KeyRing.Known.class, open().find(id));
    });
    assertEquals(Set.of("force", "open", "readAttributes", "toRealPath"), kinds);
    assertEquals(
        -1, Files.mismatch(folder.resolve("keys"), Files.write(folder.resolve("x"), sound)));
  }

  @Test
  void failedCreationLeavesNoFileOrAWholeOne() {
    Set<String> kinds =
        atEachFailure(this::removeAll, () -> KeyRings.createFile(path(), MASTER), () -> {
          assertNothingLeftBehind();
          if (names().contains("keys")) {
            assertInstanceOf(KeyRing.Unknown.class, open().find(UUID.randomUUID()));
          }
        });
    assertTrue(
        kinds.containsAll(Set.of("force", "lock", "move", "open", "write")), kinds::toString);
  }

  @Test
  void failedChangeLosesNoKeyAndIsNeverUsedBeforeItIsDurable() {
    assertSafe(ring -> ring.currentKey("bob"));
    assertSafe(ring -> ring.rotate("ann"));
    assertSafe(ring -> {
      ring.forget("cem");
      return ring.currentKey("ann");
    });
  }

  private void assertSafe(Function<KeyRing, UUID> change) {
    removeAll();
    UUID unused = KeyRings.createFile(folder.resolve("keys"), MASTER).currentKey("ann");
    KeyRing ring = KeyRings.openFile(path(), MASTER);
    List<UUID> given = new ArrayList<>(List.of(ring.currentKey("ann")));
    Set<String> kinds = new TreeSet<>();
    for (int n = 1; n < MOST_STEPS / 2; n++) {
      String someone = "person " + n;
      files.failAt(n);
      assertThrows(StorageException.class, () -> {
        UUID id = change.apply(ring);
        given.add(ring.currentKey(someone));
        given.add(id);
        while (true) { // until operation n fails
          given.add(ring.rotate(someone));
        }
      });
      kinds.add(files.failed());
      files.failAt(0);
      assertNothingLeftBehind();
      given.add(ring.currentKey(someone));
      for (KeyRing any : List.of(ring, open())) {
        given.forEach(id -> assertInstanceOf(KeyRing.Known.class, any.find(id)));
      }
    }
    assertEquals(Set.of("force", "lock", "move", "open", "readAttributes", "write"), kinds);
  }

  @Test
  void changeWhoseDirectoryCouldNotBeForcedIsWrittenAnewBeforeItsKeysAreUsed() throws Exception {
    UUID ann = KeyRings.createFile(folder.resolve("keys"), MASTER).currentKey("ann");
    KeyRing ring = KeyRings.openFile(path(), MASTER);
    int last = stepsOf(() -> ring.rotate("ann"));
    files.failAt(last);
    assertThrows(StorageException.class, () -> ring.rotate("ann"));
    assertEquals("force", files.failed());
    files.failAt(0);
    byte[] doubtful = Files.readAllBytes(folder.resolve("keys"));
    files.failAt(last); // the same step again: the file is written again, and that fails too
    assertThrows(StorageException.class, () -> ring.find(ann));
    files.failAt(0);
    assertInstanceOf(KeyRing.Known.class, ring.find(ann));
    Path before = Files.write(folder.resolve("before"), doubtful);
    assertTrue(Files.mismatch(before, folder.resolve("keys")) >= 0, "the file was written anew");
  }

  private int stepsOf(Runnable call) {
    files.failAt(0);
    call.run();
    return files.steps();
  }

  @Test
  void fileThatCannotBeReadNeverCountsAsRemoved() throws Exception {
    KeyRing ring = KeyRings.createFile(folder.resolve("keys"), MASTER);
    UUID ann = ring.currentKey("ann");
    Path aside = Files.move(folder.resolve("keys"), folder.resolve("aside"));
    Files.createSymbolicLink(folder.resolve("keys"), Path.of("keys")); // a link to itself
    assertThrows(StorageException.class, () -> ring.find(ann));
    assertThrows(StorageException.class, () -> ring.currentKey("bob"));
    assertThrows(StorageException.class, this::open);
    assertThrows(StorageException.class, () -> KeyRings.createFile(folder.resolve("keys"), MASTER));
    assertTrue(Files.isSymbolicLink(folder.resolve("keys")), "the link was replaced");
    Files.delete(folder.resolve("keys"));
    Files.move(aside, folder.resolve("keys"));
    assertEquals(ann, ring.currentKey("ann"));
  }

  private void removeAll() {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertNothingLeftBehind() {
    assertTrue(Set.of("keys", "keys.lock").containsAll(names()), () -> "left: " + names());
  }

  private Set<String> names() {
    try (Stream<Path> all = Files.list(folder)) {
      return new TreeSet<>(all.map(file -> file.getFileName().toString()).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
