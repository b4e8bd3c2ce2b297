package dev.eventstreams.tck;

import static dev.eventstreams.ExpectedVersion.any;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventSource;
import dev.eventstreams.EventStream;
import dev.eventstreams.Events;
import dev.eventstreams.StoredEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Reads: order, bounds and content. */
public abstract class ReadTck extends StoreTck {

  /** For a backend's own class. */
  protected ReadTck() {}

  @Test
  @Rule("R1")
  void readsAStreamByVersionAndAllByPosition() {
    for (int i = 1; i <= 9; i++) {
      stream("s" + i % 2).append(Sample.numbered(i));
    }

    assertEquals(
        List.of("1", "2", "3", "4", "5", "6", "7", "8", "9"),
        Sample.texts(store().all().read()),
        "@all after nine appends to two streams in turn");
    assertEquals(List.of("2", "4", "6", "8"), Sample.texts(stream("s0").read()), "the even ones");
    assertEquals(
        List.of("1", "3", "5", "7", "9"), Sample.texts(stream("s1").read()), "the odd ones");
  }

  @Test
  @Rule("R1")
  void reversesTheOrderBackwards() {
    for (int i = 1; i <= 9; i++) {
      stream("s" + i % 2).append(Sample.numbered(i));
    }

    for (EventSource source : List.of(store().all(), stream("s0"), stream("s1"))) {
      List<StoredEvent> reversed = Sample.read(source.read());
      Collections.reverse(reversed);
      assertEquals(reversed, Sample.read(source.read().backwards()), "the same events backwards");
    }
    assertEquals(
        List.of("9", "8"),
        Sample.texts(store().all().read().backwards().limit(2)),
        "the last two events, the last one first");
  }

  @Test
  @Rule("R2")
  void takesBoundsAsTheyAreGivenInEitherDirection() {
    stream("s").append(any(), Sample.numbered(1, 5));
    List<StoredEvent> all = Sample.read(stream("s").read());

    for (int from = 0; from <= 6; from++) {
      for (int to = 0; to <= 6; to++) {
        for (int limit = 0; limit <= 6; limit += 2) {
          assertBounds(all, from, to, limit);
        }
      }
    }
  }

  private void assertBounds(List<StoredEvent> all, long first, long last, long limit) {
    List<StoredEvent> inside = new ArrayList<>(all.stream()
        .filter(event -> event.version() >= first && event.version() <= last)
        .toList());
    String bounds = "version " + first + " to " + last + ", limit " + limit;
    Events from = stream("s").read().from(first).upTo(last).limit(limit);
    assertEquals(inside.stream().limit(limit).toList(), Sample.read(from), bounds);
    if (first > 0) {
      Events after = stream("s").read().limit(limit).upTo(last).after(first - 1);
      assertEquals(inside.stream().limit(limit).toList(), Sample.read(after), "after: " + bounds);
    }
    Collections.reverse(inside);
    assertEquals(
        inside.stream().limit(limit).toList(),
        Sample.read(from.backwards()),
        "backwards: " + bounds);
  }

  @Test
  @Rule("R2")
  void boundsAllByPosition() {
    stream("s").append(any(), Sample.numbered(1, 5));
    List<Long> positions = Sample.positions(store().all().read());
    long third = positions.get(2);

    Events all = store().all().read();
    assertEquals(List.of("3", "4", "5"), Sample.texts(all.from(third)), "from the third");
    assertEquals(List.of("4", "5"), Sample.texts(all.after(third)), "after the third");
    assertEquals(List.of("1", "2", "3"), Sample.texts(all.upTo(third)), "up to the third");
    assertEquals(
        List.of("3", "2", "1"), Sample.texts(all.upTo(third).backwards()), "and backwards");
    assertEquals(
        List.of("5", "4"), Sample.texts(all.after(third).backwards()), "after it, backwards");
  }

  @Test
  @Rule("R2")
  void takesTheLargestBoundsAndRefusesNegativeOnes() {
    stream("s").append(any(), Sample.numbered(1, 2));

    for (EventSource source : List.of(store().all(), stream("s"))) {
      Events events = source.read();
      assertEquals(List.of(), Sample.texts(events.from(Long.MAX_VALUE)), "from the largest");
      assertEquals(List.of(), Sample.texts(events.after(Long.MAX_VALUE)), "after the largest");
      assertEquals(
          List.of("1", "2"),
          Sample.texts(events.from(0).upTo(Long.MAX_VALUE).limit(Long.MAX_VALUE)),
          "everything by its bounds");
      assertThrows(IllegalArgumentException.class, () -> events.from(-1), "from -1");
      assertThrows(IllegalArgumentException.class, () -> events.after(-1), "after -1");
      assertThrows(IllegalArgumentException.class, () -> events.upTo(-1), "up to -1");
      assertThrows(IllegalArgumentException.class, () -> events.limit(-1), "limit -1");
    }
  }

  @Test
  @Rule("R3")
  void showsEveryAppendToTheNextRead() throws Exception {
    EventStream stream = stream("s");
    for (int i = 1; i <= 60; i++) {
      long position = stream.append(Sample.numbered(i)).position();
      String what = "right after append " + i;
      assertEquals(position, store().head(), "the head " + what);
      assertEquals(i, stream.version(), "the version " + what);
      assertEquals(i, Sample.read(stream.read()).size(), "events of the stream " + what);
      List<StoredEvent> last = CompletableFuture.supplyAsync(
              () -> Sample.read(store().all().read().backwards().limit(1)))
          .get(patience().toMillis(), TimeUnit.MILLISECONDS);
      assertEquals(position, last.get(0).position(), "the last event of @all, elsewhere, " + what);
    }
  }

  @Test
  @Rule("R4")
  void neverShowsAnEventBelowOneThatWasSeen() throws Exception {
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int w = 0; w < 4; w++) {
      EventStream stream = stream("writer-" + w);
      writers.add(CompletableFuture.runAsync(() -> {
        for (int i = 0; i < 100; i++) {
          stream.append(any(), Sample.numbered(i, 1 + i % 3));
        }
      }));
    }
    CompletableFuture<Void> done =
        CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new));
    List<Long> followed = new ArrayList<>();
    long last = 0;
    boolean ended;
    do {
      ended = done.isDone();
      for (StoredEvent event : store().all().read().after(last)) {
        last = event.position();
        followed.add(last);
      }
    } while (!ended);

    done.get(patience().toMillis(), TimeUnit.MILLISECONDS);
    assertEquals(
        Sample.positions(store().all().read()),
        followed,
        "positions read in the end, and those seen by following while four writers appended");
  }

  @Test
  @Rule("R6")
  void readsAStreamThatDoesNotExistAsEmpty() {
    stream("s").append(Sample.numbered(1));

    for (String id : List.of("none", "S", "s ", " s", "%", "_", "ſ")) {
      EventStream none = stream(id);
      assertEquals(List.of(), Sample.read(none.read()), "events of stream \"" + id + "\"");
      assertEquals(List.of(), Sample.read(none.read().backwards()), "the same backwards");
      assertEquals(0, none.read().stream().count(), "the same as a java.util.stream.Stream");
      assertEquals(0, none.version(), "the version of stream \"" + id + "\"");
      assertTrue(none.loadSnapshot("p").isEmpty(), "a snapshot of stream \"" + id + "\"");
    }
    assertEquals(1, store().metrics().eventCount(), "events after reading");
  }

  @Test
  @Rule("R6")
  void readsAnEmptyStoreAsEmpty() {
    assertEquals(0, store().head(), "the head of an empty store");
    assertEquals(List.of(), Sample.read(store().all().read()), "its events");
    assertEquals(List.of(), Sample.read(store().all().read().backwards()), "its events backwards");
    assertEquals(
        List.of(), Sample.read(store().all().search(event -> true)), "its events by a search");
  }

  @Test
  @Rule("R7")
  void returnsTheBytesThatWereAppended() {
    byte[] every = new byte[1_024];
    for (int i = 0; i < every.length; i++) {
      every[i] = (byte) (i / 4);
    }
    List<Bytes> data = List.of(
        Bytes.empty(),
        Bytes.of(new byte[] {0}),
        Bytes.of(new byte[] {0, 0, -1, 0, 0}),
        Bytes.of(every),
        Bytes.utf8("{\"text\":\"\uD83D\uDE00 é\\u0000\"}"),
        Bytes.of(new byte[3_000_000]));
    stream("s")
        .append(any(), data.stream().map(each -> CandidateEvent.of("T", each)).toList());

    assertEquals(
        data,
        Sample.read(stream("s").read()).stream().map(StoredEvent::data).toList(),
        "data of six events");
  }

  @Test
  @Rule("R7")
  void returnsTheNamesAndMetadataThatWereAppended() {
    List<String> names =
        List.of("a", " ", "'\"\\", "é", "e\u0301", "\uD83D\uDE00", "a%_b", "$.x", "a/b?c#d");
    for (String name : names) {
      stream(name)
          .append(CandidateEvent.of(name).withMetadata(name, name).withIdempotencyKey(name));
    }

    for (String name : names) {
      List<StoredEvent> events = Sample.read(stream(name).read());
      assertEquals(1, events.size(), "events of the stream \"" + name + "\"");
      StoredEvent event = events.get(0);
      assertEquals(name, event.streamId(), "the stream's id");
      assertEquals(name, event.type(), "the type");
      assertEquals(name, event.id(), "the key");
      assertEquals(Map.of(name, name), event.metadata(), "the metadata");
      assertEquals(Bytes.empty(), event.data(), "the data");
      assertFalse(event.redacted(), "redacted");
    }
  }
}
