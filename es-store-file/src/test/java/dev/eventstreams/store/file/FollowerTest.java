package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A follower ({@code mode=read}) sees all committed events and no others, and leaves no trace. */
final class FollowerTest {

  @TempDir
  Path folder;

  private Path directory() {
    return folder.resolve("events");
  }

  private String url() {
    return Samples.url(directory()).toString();
  }

  @Test
  void followerReadsFiltersAndSeesEveryAppendThatReturned() {
    try (EventStore writer = EventStores.open(url() + "?segment=4096");
        EventStore follower = EventStores.open(url() + "?mode=read");
        EventStore second = EventStores.open(url() + "?mode=read")) {
      for (int i = 1; i <= 100; i++) {
        writer.stream("s" + i % 3).append(CandidateEvent.of("T" + i % 2, "data " + i));
        assertEquals(i, follower.head(), "the head after append " + i);
        assertEquals(
            "data " + i, follower.all().read().from(i).iterator().next().data().utf8());
      }
      assertEquals(
          writer.all().read().stream().toList(), second.all().read().stream().toList());
      assertEquals(
          50, second.all().read().where(EventFilter.type("T1")).stream().count(), "filtered");
      assertEquals(
          writer.stream("s1").read().backwards().stream().toList(),
          second.stream("s1").read().backwards().stream().toList());
      assertEquals(writer.stream("s2").metrics(), second.stream("s2").metrics());
      assertTrue(Files.exists(directory().resolve("00000005.jsonl")), "several segments");
    }
  }

  @Test
  void followerRefusesToWriteAndLeavesTheDirectoryAsItIs() throws IOException {
    try (StorageHandle writer = Samples.open(directory())) {
      Samples.append(writer, "s", Samples.event("T", "{}", "x"));
      writer.saveSnapshot(new StoredSnapshot("s", "p", 1, 2, Bytes.utf8("state"), 0));
      byte[] unused = writer.putIfAbsent("name", new byte[] {1});
    }
    Map<Path, FileTime> before = files();
    try (EventStore follower = EventStores.open(url() + "?mode=read");
        StorageHandle handle = Samples.open(directory(), "mode", "read")) {
      StorageException refused = assertThrows(
          StorageException.class, () -> follower.stream("s").append(CandidateEvent.of("T")));
      Samples.assertSays(
          refused, "mode=read", "nothing was written", directory().toString());
      assertTrue(!refused.outcomeUnknown(), "outcomeUnknown");
      assertThrows(StorageException.class, () -> follower.stream("s").saveSnapshot("p", 1, "new"));
      assertThrows(StorageException.class, () -> handle.deleteSnapshots("s"));
      Samples.assertSays(
          assertThrows(StorageException.class, () -> handle.putIfAbsent("other", new byte[1])),
          "other");
      assertEquals(1, handle.putIfAbsent("name", new byte[] {2})[0], "the value that was settled");
      assertEquals(1, Samples.readAll(handle).size());
      assertEquals(
          "state", follower.stream("s").loadSnapshot("p").orElseThrow().state().utf8());
    }
    assertEquals(before, files());
  }

  private Map<Path, FileTime> files() throws IOException {
    Map<Path, FileTime> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory())) {
      for (Path file : files.toList()) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  @Test
  void followerNeedsAnExistingStore() {
    StorageException missing = assertThrows(
        StorageException.class, () -> Samples.open(folder.resolve("none"), "mode", "read"));
    Samples.assertSays(missing, folder.resolve("none").toString(), "no store");
    assertTrue(Files.notExists(folder.resolve("none")));
  }

  @Test
  void wholeGroupIsNotShownBeforeItsFsync() throws IOException {
    try (StorageHandle writer = Samples.open(directory())) {
      Samples.append(writer, "s", Samples.event("T", "{}", "one"));
      byte[] head = Files.readAllBytes(directory().resolve("head"));
      Samples.append(writer, "s", Samples.event("T", "{}", "two"));
      Files.write(directory().resolve("head"), head); // as before the second append's fsync
      try (StorageHandle follower = Samples.open(directory(), "mode", "read")) {
        assertEquals(1, Samples.readAll(follower).size(), "before the fsync");
        Samples.append(writer, "s", Samples.event("T", "{}", "three"));
        assertEquals(3, Samples.readAll(follower).size(), "after it");
      }
    }
  }

  @Test
  void withoutAHeadFileAllButTheLastGroupIsShown() throws IOException {
    try (StorageHandle writer = Samples.open(directory())) {
      Samples.append(writer, "s", Samples.event("T", "{}", "one"));
      Samples.append(writer, "s", Samples.event("T", "{}", "two"), Samples.event("T", "{}", "2b"));
    }
    Files.delete(directory().resolve("head"));
    try (StorageHandle follower = Samples.open(directory(), "mode", "read")) {
      assertEquals(1, Samples.readAll(follower).size());
    }
    Samples.open(directory()).close();
    try (StorageHandle follower = Samples.open(directory(), "mode", "read")) {
      assertEquals(3, Samples.readAll(follower).size(), "after a writer has read the log");
    }
  }

  @Test
  void watchInAnotherProcessSeesEachEventOnceWhileWritersAreKilledAndRestarted() throws Exception {
    Samples.open(directory()).close();
    try (Peer watcher = Peer.start("watch", url() + "?mode=read")) {
      assertEquals("watching", watcher.hear());
      long acknowledged = 0;
      for (int round = 0; round < 4; round++) {
        try (Peer writer = Peer.start("append", url() + "?segment=4096")) {
          assertEquals("open", writer.hear());
          writer.tell("1000000"); // the writer is killed in the middle of these appends
          for (int i = 0; i < 40; i++) {
            acknowledged = Long.parseLong(writer.hear().replace("appended ", ""));
          }
          writer.kill();
        }
      }
      try (EventStore store = EventStores.open(url())) {
        store.stream("s").append(CandidateEvent.of("T", "the end"));
        assertTrue(store.head() > acknowledged, "nothing acknowledged is lost");
        for (StoredEvent event : store.all().read()) {
          assertEquals(event.position() + " " + event.data().utf8(), watcher.hear());
        }
      }
    }
  }

  @Test
  void followerOfAStoreThatWasSetBackFailsForGood() throws IOException {
    try (StorageHandle writer = Samples.open(directory())) {
      Samples.append(writer, "s", Samples.event("T", "{}", "one"));
    }
    byte[] log = Files.readAllBytes(directory().resolve("00000001.jsonl"));
    try (StorageHandle writer = Samples.open(directory())) {
      Samples.append(writer, "s", Samples.event("T", "{}", "two"));
    }
    try (StorageHandle follower = Samples.open(directory(), "mode", "read")) {
      assertEquals(2, follower.head(null).last());
      Files.write(directory().resolve("00000001.jsonl"), log);
      try (StorageHandle writer = Samples.open(directory())) {
        assertEquals(1, writer.head(null).last());
        for (int i = 0; i < 3; i++) {
          Samples.assertSays(
              assertThrows(StorageException.class, () -> follower.head(null)),
              "set back",
              "position 2",
              "at 1");
          Samples.append(writer, "s", Samples.event("T", "{}", "another two"));
        }
      }
    }
  }
}
