package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.StorageHandle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a disk that fails, nothing is acknowledged until it is known what was written. */
final class FailingDiskTest {

  @TempDir
  Path folder;

  private int syncsThatFail;
  private int writesThatFail;
  private int cutsThatFail;

  private StorageHandle open() {
    return FileHandle.open(
        FileSettings.of(Samples.url(folder.resolve("events"))), Clock.systemUTC(), Failing::new);
  }

  /** A real file. Some calls on it fail after they have done half of their work. */
  private final class Failing implements LogFile {

    private final LogFile file;

    Failing(Path path) throws IOException {
      file = LogFile.open(path);
    }

    @Override
    public void write(long offset, byte[] bytes, int length) throws IOException {
      if (writesThatFail > 0) {
        writesThatFail--;
        file.write(offset, bytes, length / 2);
        throw new IOException("No space left on device");
      }
      file.write(offset, bytes, length);
    }

    @Override
    public void sync() throws IOException {
      if (syncsThatFail > 0) {
        syncsThatFail--;
        throw new IOException("Input/output error");
      }
      file.sync();
    }

    @Override
    public long length() throws IOException {
      return file.length();
    }

    @Override
    public void truncate(long length) throws IOException {
      if (cutsThatFail > 0) {
        cutsThatFail--;
        throw new IOException("Read-only file system");
      }
      file.truncate(length);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private void assertHolds(StorageHandle store, String... data) {
    List<EventRecord> events = Samples.readAll(store);
    assertEquals(
        List.of(data), events.stream().map(event -> event.data().utf8()).toList());
  }

  private static StorageException failure(StorageHandle store, String data) {
    return assertThrows(
        StorageException.class, () -> Samples.append(store, "s", Samples.event("T", "{}", data)));
  }

  @Test
  void failedWriteLeavesNoEventAndTheNextAppendTakesItsPlace() {
    try (StorageHandle store = open()) {
      Samples.append(store, "s", Samples.event("T", "{}", "one"));
      writesThatFail = 1;
      StorageException failure = failure(store, "two");
      assertFalse(failure.outcomeUnknown(), "outcomeUnknown");
      Samples.assertSays(failure, "00000001.jsonl", "nothing was written", "No space left");
      assertHolds(store, "one");
      Samples.append(store, "s", Samples.event("T", "{}", "three"));
      assertHolds(store, "one", "three");
    }
    try (StorageHandle store = open()) {
      assertHolds(store, "one", "three");
    }
  }

  @Test
  void appendWhoseFsyncFailedIsCutOffBeforeTheFailureIsReported() {
    try (StorageHandle store = open();
        StorageHandle follower = Samples.open(folder.resolve("events"), "mode", "read")) {
      Samples.append(store, "s", Samples.event("T", "{}", "one"));
      syncsThatFail = 1;
      assertFalse(failure(store, "two").outcomeUnknown(), "outcomeUnknown");
      assertHolds(store, "one");
      assertHolds(follower, "one");
      Samples.append(store, "s", Samples.event("T", "{}", "three"));
      assertHolds(follower, "one", "three");
    }
    try (StorageHandle store = open()) {
      assertHolds(store, "one", "three");
    }
  }

  @Test
  void appendThatCannotBeCutOffIsUnknownAndBlocksAppendsUntilItIsCutOff() {
    try (StorageHandle store = open();
        StorageHandle follower = Samples.open(folder.resolve("events"), "mode", "read")) {
      Samples.append(store, "s", Samples.event("T", "{}", "one"));
      syncsThatFail = 1;
      cutsThatFail = 2;
      assertTrue(failure(store, "two").outcomeUnknown(), "outcomeUnknown");
      StorageException still = failure(store, "three");
      assertFalse(still.outcomeUnknown(), "outcomeUnknown of an append that was not tried");
      Samples.assertSays(still, "in doubt");
      assertHolds(store, "one");
      assertHolds(follower, "one");
      syncsThatFail = 1;
      Samples.assertSays(failure(store, "four"), "in doubt");
      Samples.append(store, "s", Samples.event("T", "{}", "five"));
      assertHolds(store, "one", "five");
    }
    try (StorageHandle store = open()) {
      assertHolds(store, "one", "five");
    }
  }

  @Test
  void storeClosedInDoubtReopensWithTheWholeAppendOrWithoutIt() {
    try (StorageHandle store = open()) {
      Samples.append(store, "s", Samples.event("T", "{}", "one"));
      syncsThatFail = 1;
      cutsThatFail = 1;
      assertTrue(failure(store, "two").outcomeUnknown(), "outcomeUnknown");
    }
    try (StorageHandle store = open()) {
      assertHolds(store, "one", "two"); // written whole, and the opening's fsync succeeded
      writesThatFail = 1;
      cutsThatFail = 1;
      assertTrue(failure(store, "three").outcomeUnknown(), "outcomeUnknown");
    }
    try (StorageHandle store = open()) {
      assertHolds(store, "one", "two"); // only half of the append was written
    }
  }

  @Test
  void processAtItsFileSizeLimitReportsItAndStillAppendsWhatFits() throws Exception {
    Path directory = folder.resolve("full");
    try (Peer peer = Peer.startLimited(64, "fill", Samples.url(directory) + "?segment=1000000")) {
      String line = peer.hear();
      long last = 0;
      for (; line.startsWith("appended "); line = peer.hear()) {
        last = Long.parseLong(line.substring(9));
      }
      assertTrue(last > 0, "nothing could be appended: " + line);
      assertEquals("failed false " + last, line);
      assertEquals(Long.toString(last + 1), peer.hear());
      assertEquals("null", peer.hear());
      try (StorageHandle store = Samples.open(directory)) {
        assertEquals(last + 1, Samples.readAll(store).size());
      }
    }
  }

  @Test
  void appendsThatRunOutOfMemoryAreStoredWholeOrNotAtAll() throws Exception {
    Path directory = folder.resolve("starving");
    try (Peer peer = Peer.start("starve", Samples.url(directory) + "?segment=200000")) {
      String line = peer.hear();
      assertTrue(line.matches("failed [1-9][0-9]*, problems \\[\\]"), line);
    }
  }
}
