package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.KeyRing;
import dev.eventstreams.RecipientForgottenException;
import dev.eventstreams.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileKeyRingTest {

  private static final byte[] MASTER = new byte[32];

  @TempDir
  Path folder;

  private Path path = Path.of("keys");

  @BeforeEach
  void choosePath() {
    path = folder.resolve("keys");
  }

  private KeyRing ring() {
    return KeyRings.file(path, MASTER);
  }

  @Test
  void keysOutliveTheProcessAndAreSharedAtOnce() throws Exception {
    KeyRing one = ring();
    KeyRing other = ring();
    UUID id = one.currentKey("ann");
    byte[] wrapped = known(one, id).key().wrap(new byte[32]);

    assertEquals(id, other.currentKey("ann"));
    assertArrayEquals(new byte[32], known(other, id).key().unwrap(wrapped));
    assertArrayEquals(new byte[32], known(ring(), id).key().unwrap(wrapped));
    UUID rotated = other.rotate("ann");
    assertEquals(rotated, one.currentKey("ann"));
    assertInstanceOf(KeyRing.Known.class, one.find(id));
  }

  @Test
  void theFileIsForItsOwnerAloneAndShowsNothing() throws IOException {
    KeyRing ring = ring();
    UUID unused = ring.currentKey("somebody by name");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    assertFalse(Files.readString(path, StandardCharsets.ISO_8859_1).contains("somebody"));
    assertFalse(ring.toString().contains("somebody"));
  }

  @Test
  void aWrongMasterKeyAndEveryChangedByteAreFoundOut() throws IOException {
    UUID unused = ring().currentKey("ann");
    byte[] other = new byte[32];
    other[31] = 1;
    assertThrows(StorageException.class, () -> KeyRings.file(path, other));
    assertThrows(IllegalArgumentException.class, () -> KeyRings.file(path, new byte[31]));
    byte[] sound = Files.readAllBytes(path);
    for (int i = 0; i < sound.length; i++) {
      byte[] changed = sound.clone();
      changed[i] ^= 1;
      Files.write(path, changed);
      assertThrows(StorageException.class, this::ring, "with byte " + i + " changed");
    }
    for (int length : List.of(0, 1, 20, sound.length - 1)) {
      Files.write(path, Arrays.copyOf(sound, length));
      assertThrows(StorageException.class, this::ring, "cut to " + length);
    }
  }

  @Test
  void noOlderFileAndNoOlderProcessRevivesATombstone() throws IOException {
    KeyRing one = ring();
    KeyRing remembers = ring();
    UUID id = one.currentKey("ann");
    assertInstanceOf(KeyRing.Known.class, remembers.find(id));
    Path backup = folder.resolve("backup");
    Files.copy(path, backup);

    one.forget("ann");
    UUID unused = remembers.currentKey("bob"); // rewrites the file
    assertForgotten(one, id);
    assertForgotten(remembers, id);
    assertForgotten(ring(), id);

    Files.copy(backup, path, StandardCopyOption.REPLACE_EXISTING);
    assertForgotten(remembers, id);
    assertForgotten(ring(), id); // the running process has put the tombstone back
    assertNotEquals(null, remembers.currentKey("bob"));
    assertInstanceOf(KeyRing.Known.class, ring().find(remembers.currentKey("bob")));
  }

  @Test
  void whatACrashLeftBehindIsInNobodysWay() throws IOException {
    KeyRing ring = ring();
    UUID id = ring.currentKey("ann");
    Files.writeString(folder.resolve("keys.new"), "half a file");
    assertEquals(id, ring().currentKey("ann"));
    UUID bobs = ring.currentKey("bob");
    assertEquals(bobs, ring().currentKey("bob"));
    assertFalse(Files.exists(folder.resolve("keys.new")));
  }

  @Test
  void aKeyThatCouldNotBeWrittenIsNotUsed() throws IOException {
    KeyRing ring = ring();
    UUID unused = ring.currentKey("ann");
    Path inTheWay = folder.resolve("keys.new");
    Files.createDirectories(inTheWay.resolve("cannot be deleted"));
    assertThrows(StorageException.class, () -> ring.currentKey("bob"));
    assertThrows(StorageException.class, () -> ring.currentKey("bob"));
    Files.delete(inTheWay.resolve("cannot be deleted"));
    Files.delete(inTheWay);
    UUID bobs = ring.currentKey("bob");
    assertEquals(bobs, ring().currentKey("bob"));
  }

  @Test
  void aRemovedFileIsWrittenAgainFromMemory() throws IOException {
    KeyRing ring = ring();
    UUID id = ring.currentKey("ann");
    ring.forget("cem");
    Files.delete(path);
    UUID unused = ring.currentKey("bob");
    assertInstanceOf(KeyRing.Known.class, ring().find(id));
    assertThrows(RecipientForgottenException.class, () -> ring().currentKey("cem"));
  }

  @Test
  void anInterruptedThreadGetsItsKeyAndStaysInterrupted() {
    KeyRing ring = ring();
    Thread.currentThread().interrupt();
    try {
      UUID id = ring.currentKey("ann");
      ring.forget("bob");
      assertTrue(Thread.currentThread().isInterrupted());
      assertEquals(id, ring.currentKey("ann"));
    } finally {
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void manyThreadsOnManyRingsAgree() throws Exception {
    int threads = 8;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<List<UUID>>> work = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        KeyRing own = ring();
        int number = t;
        work.add(() -> {
          if (number == 0) {
            own.forget("forgotten");
          }
          return Stream.iterate(0, i -> i + 1)
              .limit(10)
              .map(i -> own.currentKey("p" + i))
              .toList();
        });
      }
      Set<List<UUID>> answers = new HashSet<>();
      for (Future<List<UUID>> done : pool.invokeAll(work)) {
        answers.add(done.get());
      }
      assertEquals(1, answers.size());
      assertThrows(RecipientForgottenException.class, () -> ring().currentKey("forgotten"));
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void forgettingDestroysTheKeysOfSnapshotsToo() {
    KeyRing ring = ring();
    UUID snapshots = ring.currentKey(KeyRing.SNAPSHOTS);
    UUID bobs = ring.currentKey("bob");
    ring.forget("ann");
    assertForgottenKey(ring, snapshots);
    assertNotEquals(snapshots, ring.currentKey(KeyRing.SNAPSHOTS));
    assertInstanceOf(KeyRing.Known.class, ring().find(bobs));
  }

  private static void assertForgotten(KeyRing ring, UUID id) {
    assertForgottenKey(ring, id);
    assertThrows(RecipientForgottenException.class, () -> ring.currentKey("ann"));
    assertThrows(RecipientForgottenException.class, () -> ring.rotate("ann"));
  }

  private static void assertForgottenKey(KeyRing ring, UUID id) {
    assertInstanceOf(KeyRing.Forgotten.class, ring.find(id));
  }

  private static KeyRing.Known known(KeyRing ring, UUID id) {
    return assertInstanceOf(KeyRing.Known.class, ring.find(id));
  }
}
