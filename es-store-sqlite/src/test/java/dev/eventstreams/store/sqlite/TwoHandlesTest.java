package dev.eventstreams.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.EventFilter;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StoreLockedException;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two handles on one file, which see each other's changes only through the file, as two processes
 * do.
 */
final class TwoHandlesTest {

  private static final Duration LONG = Duration.ofMinutes(5);

  private Path file;
  private StorageHandle one;
  private StorageHandle two;

  @BeforeEach
  void open(@TempDir Path directory) {
    file = directory.resolve("events.db");
    one = Samples.open(file);
    two = Samples.open(Samples.url(file).with("busy_timeout", "20"));
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  private static AppendOutcome appendAt(StorageHandle store, long version) {
    GroupOutcome outcome = store.append(List.of(Samples.append(
        "s", ExpectedVersion.exactly(version), List.of(Samples.event("T" + version, "{}", "x")))));
    return outcome.outcomes().get(0);
  }

  @Test
  void eachSeesTheOthersAppendsInsteadOfWhatItRemembers() {
    for (int version = 0; version < 20; version += 2) {
      assertInstanceOf(AppendOutcome.Done.class, appendAt(one, version));
      assertInstanceOf(AppendOutcome.Conflict.class, appendAt(two, version));
      assertInstanceOf(AppendOutcome.Done.class, appendAt(two, version + 1));
      assertInstanceOf(AppendOutcome.Conflict.class, appendAt(one, version + 1));
    }
    assertEquals(20, one.head("s").last());
    assertEquals(Samples.readAll(one, EventFilter.all()), Samples.readAll(two, EventFilter.all()));
  }

  @Test
  void keyThatTheOtherWroteIsRepeat() {
    one.append(List.of(Samples.append("s", Samples.keyed("T", "k"))));
    two.append(List.of(Samples.append("s", Samples.keyed("T", "other"))));
    GroupOutcome outcome = two.append(List.of(Samples.append("s", Samples.keyed("T", "k"))));
    var done = assertInstanceOf(AppendOutcome.Done.class, outcome.outcomes().get(0));
    assertTrue(done.result().events().get(0).repeat());
    assertEquals(List.of(), outcome.written());
  }

  @Test
  void numbersGivenToNewNamesAreShared() {
    one.append(List.of(Samples.append("a", Samples.event("A", "{}", "x"))));
    two.append(List.of(Samples.append("b", Samples.event("B", "{}", "x"))));
    one.append(List.of(Samples.append("b", Samples.event("A", "{}", "x"))));
    two.append(List.of(Samples.append("c", Samples.event("C", "{}", "x"))));
    one.append(List.of(Samples.append("c", Samples.event("B", "{}", "x"))));
    assertEquals(
        List.of("a1A", "b1B", "b2A", "c1C", "c2B"),
        Samples.readAll(two, EventFilter.all()).stream()
            .map(event -> event.streamId() + event.version() + event.type())
            .toList());
  }

  @Test
  void hintComesWhenTheOtherAppends() throws Exception {
    try (Notifier notifier = one.notifier()) {
      assertFalse(notifier.await(Duration.ZERO));
      appendAt(two, 0);
      assertTrue(notifier.await(LONG));
      assertFalse(notifier.await(Duration.ZERO));
    }
  }

  @Test
  void closingTheNotifierEndsTheWaiting() throws Exception {
    Notifier notifier = one.notifier();
    Thread closer = new Thread(notifier::close);
    closer.start();
    assertFalse(notifier.await(LONG));
    closer.join();
    assertFalse(notifier.await(LONG));
  }

  @Test
  void appendGivesUpAtLockedFileAndSucceedsAfterwards() throws Exception {
    appendAt(two, 0);
    try (Connection holder = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = holder.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      var failure = assertThrows(StoreLockedException.class, () -> appendAt(two, 1));
      Samples.assertSays(failure, file.toString());
      assertEquals(1, two.head("s").last(), "a locked store can be read");
      statement.execute("ROLLBACK");
    }
    assertInstanceOf(AppendOutcome.Done.class, appendAt(two, 1));
  }

  @Test
  void lowerVersionOfSnapshotNeverReplacesHigherOne() {
    one.saveSnapshot(new StoredSnapshot("s", "p", 5, 1, Bytes.utf8("five"), 0));
    two.saveSnapshot(new StoredSnapshot("s", "p", 4, 2, Bytes.utf8("four"), 0));
    assertEquals(
        new StoredSnapshot("s", "p", 5, 1, Bytes.utf8("five"), 0), one.loadSnapshot("s", "p"));
    two.saveSnapshot(new StoredSnapshot("s", "p", 5, 3, Bytes.utf8("new five"), 1));
    assertEquals(
        new StoredSnapshot("s", "p", 5, 3, Bytes.utf8("new five"), 1), one.loadSnapshot("s", "p"));
  }

  @Test
  void firstSettledValueStands() {
    assertEquals("a", settled(one, "salt", "a"));
    assertEquals("a", settled(two, "salt", "b"));
    assertEquals("c", settled(two, "other", "c"));
  }

  private static String settled(StorageHandle store, String name, String proposed) {
    return new String(store.putIfAbsent(name, proposed.getBytes(UTF_8)), UTF_8);
  }
}
