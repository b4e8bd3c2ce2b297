package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.StorageException;
import dev.eventstreams.StoreLockedException;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A writer has lost its lock, and another process then writes. No append that either of them
 * acknowledged is lost.
 */
final class TwoWritersTest {

  @TempDir
  Path folder;

  private final FaultyDisk disk = new FaultyDisk(() -> new IOException("a test"));

  private Path directory() {
    return folder.resolve("events");
  }

  private StorageHandle open() {
    return FileHandle.open(
        FileSettings.of(Samples.url(directory()).with("segment", "4096")), Clock.systemUTC(), disk);
  }

  private static void append(StorageHandle store, String data) {
    Samples.append(store, "first", Samples.event("T", "{}", data));
  }

  // POSIX drops a process's lock when the process closes any descriptor of the file.
  private void dropLock() throws IOException {
    byte[] unused = Files.readAllBytes(directory().resolve("lock"));
  }

  /** Another process opens the store and appends. Then it is closed or killed. */
  private void takeOver(int appends, boolean killed) throws IOException {
    dropLock();
    try (Peer second = Peer.start("append", Samples.url(directory()) + "?segment=4096")) {
      assertEquals("open", second.hear());
      second.tell(Integer.toString(appends));
      for (int i = 0; i < appends; i++) {
        Samples.assertSays(new Exception(second.hear()), "appended ");
      }
      if (!killed) {
        second.endOfInput();
        assertEquals("null", second.hear());
      }
    }
  }

  private List<String> streams() {
    try (StorageHandle store = Samples.open(directory())) {
      List<String> streams = new ArrayList<>();
      long position = 0;
      for (EventRecord event : Samples.readAll(store)) {
        assertEquals(++position, event.position());
        streams.add(event.streamId());
      }
      return streams;
    }
  }

  private static void assertLost(StorageHandle store) {
    for (int i = 0; i < 3; i++) {
      StoreLockedException lost =
          assertThrows(StoreLockedException.class, () -> append(store, "late"));
      Samples.assertSays(lost, "another process", "(process ", "nothing was written");
    }
    assertThrows(
        StoreLockedException.class,
        () -> store.saveSnapshot(
            new StoredSnapshot("first", "p", 1, 2, dev.eventstreams.Bytes.utf8("state"), 0)));
    assertThrows(StoreLockedException.class, () -> store.putIfAbsent("name", new byte[1]));
    assertThrows(StoreLockedException.class, () -> store.deleteSnapshots("first"));
  }

  @Test
  void writerWithoutItsLockIsStoppedBeforeItWrites() throws IOException {
    try (StorageHandle first = open()) {
      append(first, "one");
      takeOver(2, true);
      assertLost(first);
    }
    assertEquals(List.of("first", "s", "s"), streams());
  }

  // A watch waits on a notifier (contract W9).
  @Test
  void notifierOfAWriterWithoutItsLockFailsOnceAnotherWriterOpens() throws Exception {
    try (StorageHandle first = open();
        Notifier notifier = first.notifier()) {
      append(first, "one");
      dropLock();
      assertFalse(notifier.await(Duration.ZERO));
      takeOver(2, true);
      StorageException lost =
          assertThrows(StorageException.class, () -> notifier.await(Duration.ZERO));
      assertTrue(lost.lost(), lost.toString());
      Samples.assertSays(lost, "another process");
      lost = assertThrows(StorageException.class, () -> first.head(null));
      assertTrue(lost.lost(), lost.toString());
    }
  }

  @Test
  void writerWithoutItsLockContinuesWhileNoOtherWriterOpens() throws IOException {
    try (StorageHandle first = open()) {
      append(first, "one");
      dropLock();
      append(first, "two");
    }
    assertEquals(List.of("first", "first"), streams());
  }

  private void assertHarmless(String call, int appends, boolean killed) throws IOException {
    try (StorageHandle first = open()) {
      append(first, "one");
      List<String> left = new ArrayList<>(List.of(call));
      disk.before(now -> {
        if (left.remove(now)) {
          takeOver(appends, killed);
        }
      });
      StorageException unknown =
          assertThrows(StorageException.class, () -> append(first, "x".repeat(3_000)));
      assertTrue(unknown.outcomeUnknown(), "outcomeUnknown");
      assertLost(first);
      disk.before(now -> {});
    }
  }

  @Test
  void groupThatIsWrittenWhileAnotherWriterTakesOverIsDropped() throws IOException {
    assertHarmless("write", 30, true);
    assertEquals(List.of("first"), streams().subList(0, 1));
    assertEquals(java.util.Collections.nCopies(30, "s"), streams().subList(1, 31));
  }

  @Test
  void groupThatWasWrittenBeforeAnotherWriterTookOverIsNotAcknowledged() throws IOException {
    assertHarmless("sync", 30, false);
    List<String> streams = streams();
    assertEquals(List.of("first", "first"), streams.subList(0, 2));
    assertEquals(java.util.Collections.nCopies(30, "s"), streams.subList(2, 32));
  }

  @Test
  void segmentThatIsBegunWhileAnotherWriterTakesOverIsNotUsed() throws IOException {
    for (boolean killed : new boolean[] {true, false}) {
      for (int appends : new int[] {1, 60}) {
        Samples.delete(directory());
        try (StorageHandle first = open()) {
          append(first, "x".repeat(3_000));
          List<String> left = new ArrayList<>(List.of("open"));
          disk.before(now -> {
            if (left.remove(now)) {
              takeOver(appends, killed);
            }
          });
          assertThrows(StoreLockedException.class, () -> append(first, "x".repeat(3_000)));
          assertLost(first);
          disk.before(now -> {});
        }
        List<String> streams = streams();
        assertEquals(1 + appends, streams.size());
        assertEquals("s", streams.get(appends));
      }
    }
  }

  @Test
  void followerContinuesWithTheNewWriter() throws IOException {
    try (StorageHandle first = open();
        StorageHandle follower = Samples.open(directory(), "mode", "read")) {
      append(first, "one");
      assertEquals(1, Samples.readAll(follower).size());
      takeOver(2, true);
      assertEquals(3, Samples.readAll(follower).size());
      assertLost(first);
      takeOver(60, false);
      assertEquals(63, Samples.readAll(follower).size());
    }
  }
}
