package dev.eventstreams.tck;

import static dev.eventstreams.ExpectedVersion.any;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.AppendResult;
import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.core.StoreOptions;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Late data, which is made when it is first used ({@link Bytes#deferred}): by the application, or
 * by the encryption of a large append.
 */
public abstract class LateDataTck extends StoreTck {

  // So many events that a backend may write them in pieces, or use their data late.
  private static final int MANY = 600;

  /** For a backend's own class. */
  protected LateDataTck() {}

  private static CandidateEvent late(Supplier<Bytes> maker) {
    return CandidateEvent.of("Late", Bytes.deferred(1, maker));
  }

  @Test
  @Rule("A13")
  void makesLateDataInTheThreadThatAppendsBeforeTheAppendIsQueued() throws InterruptedException {
    Gate gate = new Gate();
    EventStore store = tapped(newStore(), StoreOptions.defaults(), gate::before);
    closedAfterwards(gate::open);
    CompletableFuture<AppendResult> first = store.stream("s").appendAsync(Sample.numbered(0));
    gate.awaitAppend(patience());
    List<Thread> makers = new ArrayList<>();

    CompletableFuture<AppendResult> second = store.stream("s").appendAsync(late(() -> {
      makers.add(Thread.currentThread());
      return Bytes.utf8("1");
    }));

    assertEquals(
        List.of(Thread.currentThread()),
        List.copyOf(makers),
        "threads in which late data was made when appendAsync returned");
    gate.open();
    assertEquals(1, Futures.result(first, patience()).version(), "the first append");
    assertEquals(2, Futures.result(second, patience()).version(), "the append with late data");
    assertEquals(List.of("0", "1"), Sample.texts(store.stream("s").read()), "stored events");
  }

  @Test
  @Rule("A13")
  void failsTheAppendAloneWhoseLateDataCannotBeMade() throws InterruptedException {
    Gate gate = new Gate();
    EventStore store = tapped(newStore(), StoreOptions.defaults(), gate::before);
    closedAfterwards(gate::open);
    List<CompletableFuture<AppendResult>> others = new ArrayList<>();
    others.add(store.stream("s").appendAsync(Sample.numbered(0)));
    gate.awaitAppend(patience());
    others.add(store.stream("s").appendAsync(Sample.numbered(1)));
    IllegalStateException failure = new IllegalStateException("the maker fails");
    CandidateEvent failing = late(() -> {
      throw failure;
    });

    assertSame(
        failure,
        assertThrows(RuntimeException.class, () -> store.stream("s").append(failing)),
        "the exception of append");
    assertSame(
        failure,
        assertThrows(RuntimeException.class, () -> store.stream("s").appendAsync(failing)),
        "the exception of appendAsync");
    others.add(store.stream("s").appendAsync(Sample.numbered(2)));
    gate.open();
    for (CompletableFuture<AppendResult> other : others) {
      Futures.result(other, patience());
    }
    assertEquals(List.of("0", "1", "2"), Sample.texts(store.stream("s").read()), "stored events");
  }

  @Test
  @Rule("A13")
  void letsLateDataComeFromAnAppendOfItsOwn() {
    EventStore store = store();
    CandidateEvent event =
        late(() -> Bytes.utf8("" + store.stream("s").append(Sample.numbered(7)).version()));

    AppendResult result =
        Work.start(patience(), () -> store.stream("s").append(event)).result();

    assertEquals(2, result.version(), "the version of an append with data from another append");
    assertEquals(List.of("7", "1"), Sample.texts(store.stream("s").read()), "stored events");
  }

  @Test
  @Rule("A13")
  void letsALateStateComeFromAnAppend() {
    EventStore store = store();
    store.stream("s").append(Sample.numbered(7));
    Bytes state = Bytes.deferred(
        1, () -> Bytes.utf8("" + store.stream("s").append(Sample.numbered(8)).version()));

    Work.run(patience(), () -> store.stream("s").saveSnapshot("p", 1, state)).result();

    assertEquals(
        "2", store.stream("s").loadSnapshot("p").orElseThrow().state().utf8(), "the state");
  }

  @Test
  @Rule("A1")
  void writesNothingOfABatchOneOfWhosePartsCannotBeMade() {
    for (int failing = 0; failing < 4; failing++) {
      StorageHandle storage = closedAfterwards(openStorage(newStore()));
      storage.append(List.of(request("before", 1, () -> Bytes.utf8("1"))));
      List<StreamWrite> parts = new ArrayList<>();
      for (int part = 0; part < 4; part++) {
        boolean fails = part == failing;
        Supplier<Bytes> data =
            () -> fails ? thrown(new IllegalStateException("made up")) : Bytes.utf8("1");
        parts.addAll(request("part-" + part, 1, data).writes());
      }

      assertThrows(
          RuntimeException.class,
          () -> storage.append(List.of(new AppendRequest(parts, List.of()))),
          "a batch whose part " + failing + " cannot be made");

      assertEquals(1, storage.head(null).last(), "the head after the failure of part " + failing);
    }
  }

  @Test
  @Rule("A1")
  void writesNothingOfAGroupWhoseDataCannotBeMade() {
    for (Throwable cause :
        List.of(new IllegalStateException("made up"), new OutOfMemoryError("made up"))) {
      for (int events : List.of(1, MANY)) {
        StorageHandle storage = closedAfterwards(openStorage(newStore()));
        storage.append(List.of(request("before", 1, () -> Bytes.utf8("1"))));

        assertThrows(
            Throwable.class,
            () -> storage.append(List.of(
                request("first", events, () -> Bytes.utf8("1")),
                request("failing", events, () -> thrown(cause)),
                request("last", 1, () -> Bytes.utf8("1")))),
            () -> "a group in which the data of an append of " + events + " cannot be made");

        assertEquals(1, storage.head(null).last(), "the head after a group that failed");
        assertEquals(0, storage.head("first").last(), "the head of another append of that group");
        storage.append(List.of(request("first", 1, () -> Bytes.utf8("1"))));
        assertEquals(1, storage.head("first").last(), "the head after the next group");
      }
    }
  }

  @Test
  @Rule("A1")
  void looksAtAllDataBeforeItAnswers() {
    StorageHandle storage = closedAfterwards(openStorage(newStore()));
    AtomicInteger made = new AtomicInteger();

    Supplier<Bytes> maker = () -> {
      made.incrementAndGet();
      return Bytes.utf8("1");
    };

    storage.append(
        IntStream.range(0, MANY).mapToObj(i -> request("s" + i, 1, maker)).toList());

    assertEquals(MANY, made.get(), "events whose data was made when the group was answered");
  }

  private static Bytes thrown(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) cause;
  }

  /** Returns an append of so many events, the last of which has late data. */
  private static AppendRequest request(String stream, int events, Supplier<Bytes> maker) {
    List<NewEvent> list = IntStream.rangeClosed(1, events)
        .mapToObj(i -> new NewEvent(
            "T",
            stream + i,
            false,
            List.of(),
            "{}",
            i < events ? Bytes.utf8("x") : Bytes.deferred(1, maker),
            0))
        .toList();
    return new AppendRequest(List.of(new StreamWrite(stream, any(), list)), List.of());
  }
}
