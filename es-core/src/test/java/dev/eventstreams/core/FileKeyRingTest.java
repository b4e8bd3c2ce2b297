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
import dev.eventstreams.WrappingKey;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
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
    return Files.exists(path) ? KeyRings.openFile(path, MASTER) : KeyRings.createFile(path, MASTER);
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
  void theFileIsForItsOwnerAloneAndShowsNoNames() throws IOException {
    KeyRing ring = ring();
    UUID unused = ring.currentKey("somebody by name");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    assertFalse(Files.readString(path, StandardCharsets.ISO_8859_1).contains("somebody"));
    assertFalse(ring.toString().contains("somebody"));
  }

  @Test
  void aWrongMasterKeyAndEveryChangedByteAreDetected() throws IOException {
    UUID unused = ring().currentKey("ann");
    byte[] other = new byte[32];
    other[31] = 1;
    assertThrows(StorageException.class, () -> KeyRings.openFile(path, other));
    assertThrows(IllegalArgumentException.class, () -> KeyRings.openFile(path, new byte[31]));
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
  void noOlderFileAndNoOlderProcessRevivesADestroyedKey() throws IOException {
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
  void openFileNeverCreatesAndCreateFileNeverOpens() throws IOException {
    StorageException missing =
        assertThrows(StorageException.class, () -> KeyRings.openFile(path, MASTER));
    assertTrue(String.valueOf(missing.getMessage()).contains("createFile"), missing.getMessage());
    assertFalse(Files.exists(path), "openFile made the file");
    UUID id = KeyRings.createFile(path, MASTER).currentKey("ann");
    assertThrows(StorageException.class, () -> KeyRings.createFile(path, MASTER));
    assertEquals(id, KeyRings.openFile(path, MASTER).currentKey("ann"));
  }

  @Test
  void draftLeftBehindByACrashDoesNoHarm() throws IOException {
    KeyRing ring = ring();
    UUID id = ring.currentKey("ann");
    Files.writeString(folder.resolve(".keys.1a2b3c"), "half a file");
    assertEquals(id, ring().currentKey("ann"));
    UUID bobs = ring.currentKey("bob");
    assertEquals(bobs, ring().currentKey("bob"));
  }

  @Test
  void aKeyThatCouldNotBeWrittenIsNotUsed() throws IOException {
    KeyRing ring = ring();
    UUID unused = ring.currentKey("ann");
    Path inTheWay = folder.resolve("keys.lock");
    Files.delete(inTheWay);
    Files.createDirectory(inTheWay);
    assertThrows(StorageException.class, () -> ring.currentKey("bob"));
    assertThrows(StorageException.class, () -> ring.currentKey("bob"));
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

  // Simulates a lost lock: POSIX drops a lock when other code of the process closes the lock file.
  @Test
  void changeIsMadeAgainIfAnotherWriterChangedTheFileMeanwhile() {
    KeyFile file = new KeyFile(path, MASTER);
    KeyFile.Content made = file.create();
    UUID bobs = made.book().add("bob");
    AtomicInteger attempts = new AtomicInteger();
    KeyFile.Content written = file.update(book -> {
      if (attempts.incrementAndGet() == 1) {
        replaceWithoutLock(made.book());
      }
      UUID unused = book.add("ann");
    });
    assertEquals(2, attempts.get());
    assertEquals(bobs, written.book().current("bob"));
    assertEquals(bobs, ring().currentKey("bob"));
    assertEquals(written.book().current("ann"), ring().currentKey("ann"));
  }

  private void replaceWithoutLock(KeyBook book) {
    try {
      Files.write(path, new KeyFileFormat(MASTER).encode(book));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // The format of an earlier release: ann's key is 00 to 1f, cem is forgotten, the master key is
  // all zeros.
  @Test
  void fileOfVersionOneIsReadAndWrittenInVersionTwo() throws Exception {
    UUID id = new UUID(1, 2);
    ByteArrayOutputStream book = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(book);
    byte[] key =
        HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    out.writeInt(2);
    out.writeUTF("ann");
    out.writeBoolean(false);
    out.writeInt(1);
    out.writeLong(1);
    out.writeLong(2);
    out.writeBoolean(true);
    out.write(key);
    out.writeUTF("cem");
    out.writeBoolean(true);
    out.writeInt(0);
    byte[] start = HexFormat.of().parseHex("45532d4b45595301" + "a0a1a2a3a4a5a6a7a8a9aaab");
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(MASTER, "AES"),
        new GCMParameterSpec(128, start, 8, 12));
    cipher.updateAAD(start, 0, 8);
    Files.createFile(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(path, start);
    Files.write(path, cipher.doFinal(book.toByteArray()), StandardOpenOption.APPEND);

    KeyRing ring = KeyRings.openFile(path, MASTER);
    byte[] data = new byte[32];
    byte[] wrapped = WrappingKey.aes(key).wrap(data);
    assertArrayEquals(data, known(ring, id).key().unwrap(wrapped));
    assertThrows(RecipientForgottenException.class, () -> ring.currentKey("cem"));
    UUID bobs = ring.currentKey("bob");
    assertEquals(2, Files.readAllBytes(path)[7], "version");
    assertArrayEquals(data, known(ring(), id).key().unwrap(wrapped));
    assertEquals(bobs, ring().currentKey("bob"));
  }

  /** A timer that runs its task when the test calls runOut. */
  private static final class HeldTimer implements KeyTimer {
    private final List<Runnable> waiting = new ArrayList<>();

    @Override
    public Runnable after(Duration delay, Runnable task) {
      assertEquals(Duration.ofSeconds(60), delay);
      waiting.add(task);
      return () -> waiting.remove(task);
    }

    void runOut() {
      assertEquals(1, waiting.size(), "pending tasks: each use restarts the timer");
      waiting.remove(0).run();
    }
  }

  @Test
  void keysLeaveMemoryAMinuteAfterTheLastUseAndComeBackOnlyFromTheFile() throws Exception {
    UUID id = ring().currentKey("ann");
    UUID cems = ring().currentKey("cem");
    var unused = ring().forget("cem");
    HeldTimer timer = new HeldTimer();
    KeyRing ring = FileKeyRing.open(path, MASTER, timer);
    timer.runOut();
    assertInstanceOf(KeyRing.Known.class, ring.find(id), "read again");
    assertEquals(id, ring.currentKey("ann"));

    timer.runOut();
    Path aside = Files.move(path, folder.resolve("aside"));
    assertThrows(StorageException.class, () -> ring.find(id), "no key is known any more");
    assertThrows(StorageException.class, () -> ring.rotate("ann"));
    assertThrows(StorageException.class, () -> ring.forget("ann"));
    assertFalse(Files.exists(path), "the file was made again");

    Files.move(aside, path);
    assertInstanceOf(KeyRing.Known.class, ring.find(id));
    assertInstanceOf(KeyRing.Forgotten.class, ring.find(cems));
  }

  @Test
  void tombstonesStayWhenKeysLeaveMemory() throws Exception {
    HeldTimer timer = new HeldTimer();
    UUID id = ring().currentKey("ann");
    Path backup = Files.copy(path, folder.resolve("backup"), StandardCopyOption.COPY_ATTRIBUTES);
    KeyRing ring = FileKeyRing.open(path, MASTER, timer);
    var unused = ring.forget("ann");
    timer.runOut();
    Files.move(backup, path, StandardCopyOption.REPLACE_EXISTING);
    assertForgotten(ring, id);
    assertForgotten(ring(), id);
  }

  @Test
  void bookWithoutKeysHoldsOnlyTombstones() {
    KeyBook book = new KeyFileFormat(MASTER).emptyBook();
    UUID anns = book.add("ann");
    UUID cems = book.add("cem");
    var unused = book.forget("cem");
    book.dropKeys();
    assertInstanceOf(KeyRing.Unknown.class, book.find(anns));
    assertInstanceOf(KeyRing.Forgotten.class, book.find(cems));
    assertFalse(new String(book.encode(), StandardCharsets.ISO_8859_1).contains("ann"));
    assertTrue(book.isForgotten("cem"));
  }

  @Test
  void keysAreWrappedInTheBook() throws Exception {
    KeyFileFormat format = new KeyFileFormat(MASTER);
    KeyBook book = format.emptyBook();
    UUID id = book.add("ann");
    byte[] plain = book.encode();
    KeyRing.Known known = assertInstanceOf(KeyRing.Known.class, book.find(id));
    byte[] wrapped = known.key().wrap(new byte[32]);
    WrappingKey outer = WrappingKey.aes(KeySetup.expand(MASTER, "es key file", new byte[0]));
    byte[] own = outer.unwrap(Arrays.copyOfRange(plain, plain.length - 40, plain.length));
    assertArrayEquals(
        new byte[32], WrappingKey.aes(own).unwrap(wrapped), "the key, once unwrapped");
    assertFalse(
        new String(plain, StandardCharsets.ISO_8859_1)
            .contains(new String(own, StandardCharsets.ISO_8859_1)),
        "the key is in the book");
    assertThrows(GeneralSecurityException.class, () -> known.key().unwrap(new byte[40]));
  }

  @Test
  void destroyingKeysWritesTheFileOnlyIfThereIsAKey() throws IOException {
    KeyRing ring = ring();
    KeyRing other = ring();
    UUID snapshots = ring.currentKey(KeyRing.SNAPSHOTS);
    UUID bobs = ring.currentKey("bob");
    other.destroyKeys(KeyRing.SNAPSHOTS);
    assertForgottenKey(ring, snapshots);
    byte[] written = Files.readAllBytes(path);
    ring.destroyKeys(KeyRing.SNAPSHOTS);
    ring.destroyKeys("ann");
    assertArrayEquals(
        written, Files.readAllBytes(path), "the file, which has a new nonce if written");
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
