package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendResult;
import dev.eventstreams.EventSource;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.Events;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.StoreLockedException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.StreamMetrics;
import dev.eventstreams.core.StoreOptions;
import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StoreUrl;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Chapter L: opening, metrics and closing, as far as one process can prove the rules. */
public abstract class LifecycleTck extends StoreTck {

  /** For a backend's own class. */
  protected LifecycleTck() {}

  @Test
  @Rule("L1")
  void everyCallAfterCloseThrows() {
    EventStore store = store();
    EventStream stream = store.stream("s");
    EventSource all = store.all();
    stream.append(Sample.numbered(1));
    Events events = all.read();

    store.close();
    store.close();

    AppendBatch batch = AppendBatch.of("s", ExpectedVersion.any(), Sample.numbered(2));
    assertClosed(store::head, store::metrics, store::all, () -> store.stream("s"));
    assertClosed(() -> store.append(batch), () -> store.appendAsync(batch));
    assertClosed(stream::version, stream::metrics, () -> stream.append(Sample.numbered(2)));
    assertClosed(() -> stream.appendAsync(Sample.numbered(2)));
    assertClosed(() -> events.iterator().hasNext(), () -> events.stream().count());
    for (EventSource source : List.of(stream, all)) {
      assertClosed(() -> source.read().iterator().hasNext(), source::watch);
      assertClosed(() -> source.search(event -> true).iterator().hasNext());
      assertClosed(() -> source.watch().open(), () -> source.watch().from(0).open());
      assertClosed(() -> source.readAndWatch(0, (n, event) -> n).open());
      assertClosed(() -> source.loadSnapshot("p"), () -> source.saveSnapshot("p", 1, "state"));
    }
    Probe<StoredEvent> probe = new Probe<>(patience());
    events.publisher().subscribe(probe);
    probe.request(1);
    assertInstanceOf(StoreClosedException.class, probe.awaitError(), "a publisher's error");
  }

  private static void assertClosed(Executable... calls) {
    for (int i = 0; i < calls.length; i++) {
      assertThrows(StoreClosedException.class, calls[i], "call " + i + " of a group, after close");
    }
  }

  @Test
  @Rule("L10")
  void openingOnlyWhatIsThereMakesNothing() {
    String url = missingStore();
    assertThrows(
        StorageException.class, () -> openExisting(url).close(), "opened a store that is missing");
    assertThrows(
        StorageException.class, () -> openExisting(url).close(), "the first opening made it");
    EventStore store = open(url);
    store.stream("s").append(Sample.numbered(1));
    Set<Capability> can = provider(url).capabilities(StoreUrl.parse(url));
    if (can.contains(Capability.SHARED)) {
      assertEquals(1, headOfExisting(url), "the head of an existing store");
    }
    store.close();
    if (can.contains(Capability.SURVIVES_RESTART)) {
      assertEquals(1, headOfExisting(url), "the head of an existing store, opened again");
    }
  }

  private StorageHandle openExisting(String url) {
    return provider(url).open(StoreUrl.parse(url), new StorageOptions(Clock.systemUTC(), false));
  }

  private long headOfExisting(String url) {
    try (StorageHandle storage = openExisting(url)) {
      return storage.head("s").last();
    }
  }

  @Test
  @Rule("L1")
  void closeWaitsForAppendsInFlight() throws InterruptedException {
    Gate gate = new Gate();
    closedAfterwards(gate::open);
    List<String> unused = closeDuringAppends(
        tapped(newStore(), StoreOptions.defaults(), gate::before), gate, patience());
  }

  /**
   * Closes a store behind a gate with one append in flight and one queued append. Returns the data
   * of the events that are stored according to the answers.
   */
  static List<String> closeDuringAppends(EventStore store, Gate gate, Duration patience)
      throws InterruptedException {
    CompletableFuture<AppendResult> begun = store.stream("s").appendAsync(Sample.numbered(1));
    gate.awaitAppend(patience);
    CompletableFuture<AppendResult> queued = store.stream("s").appendAsync(Sample.numbered(2));

    Work<Boolean> closing = Work.run(patience, store::close).waiting();
    assertFalse(closing.hasEnded(), "close returned while an append was in flight");
    gate.open();

    closing.result();
    assertEquals(1, Futures.result(begun, patience).version(), "the append in flight");
    return queuedStored(queued, patience) ? List.of("1", "2") : List.of("1");
  }

  // The queued append may be committed or refused, but its answer must be true.
  private static boolean queuedStored(CompletableFuture<AppendResult> queued, Duration patience) {
    Work.until(patience, "a queued append is answered", queued::isDone);
    if (queued.isCompletedExceptionally()) {
      assertInstanceOf(StoreClosedException.class, Futures.failure(queued, patience));
      return false;
    }
    return true;
  }

  @Test
  @Tag("soak")
  @Rule("L1")
  void anAppendThatIsUnderWayAfter30SecondsIsUnknown() throws InterruptedException {
    Gate gate = new Gate();
    CallsUnderWay calls = new CallsUnderWay();
    EventStore store = tapped(
        newStore(), StoreOptions.defaults(), storage -> calls.watching(gate.before(storage)));
    closedAfterwards(gate::open);
    CompletableFuture<AppendResult> begun = store.stream("s").appendAsync(Sample.numbered(1));
    gate.awaitAppend(patience());

    Work.run(patience().multipliedBy(4), store::close).result();

    StorageException failure =
        assertInstanceOf(StorageException.class, Futures.failure(begun, patience()));
    assertTrue(failure.outcomeUnknown(), "outcomeUnknown");
    gate.open();
    Work.until(patience(), "the append has ended", () -> calls.ended() == 1);
  }

  @Test
  @Rule("L1")
  void closingEndsAReadWithAnExceptionAndNotEarly() {
    EventStore store = store();
    int count = 10_000;
    store.stream("s").append(ExpectedVersion.any(), Sample.numbered(1, count));
    Iterator<StoredEvent> events = store.all().read().iterator();
    events.next();

    store.close();

    List<StoredEvent> rest = new ArrayList<>();
    assertThrows(StoreClosedException.class, () -> events.forEachRemaining(rest::add), "the read");
    assertThrows(StoreClosedException.class, events::hasNext, "the same read again");
    assertTrue(rest.size() < count - 1, "the read failed though it had yielded everything");
  }

  @Test
  @Rule("L1")
  void theBackendIsClosedOnceWhenNoCallIsUnderWay() {
    CallsUnderWay calls = new CallsUnderWay();
    EventStore store = tapped(newStore(), StoreOptions.defaults(), calls::watching);
    store.stream("s").append(ExpectedVersion.any(), Sample.numbered(1, 100));
    List<Work<Boolean>> users = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      boolean reads = i % 2 == 0;
      users.add(Work.run(patience(), () -> {
        while (true) {
          long unused = reads
              ? store.all().read().stream().count()
              : store.stream("s").append(Sample.numbered(0)).version();
        }
      }));
    }
    Work.until(patience(), "the store is busy", () -> calls.ended() > 100);

    Work.together(patience(), 3, i -> () -> {
          store.close();
          return true;
        })
        .forEach(Work::result);

    for (Work<Boolean> user : users) {
      assertInstanceOf(StoreClosedException.class, user.failure(), "the failure of a busy user");
    }
    Work.until(patience(), "the backend is closed", () -> calls.closings() > 0);
    assertEquals(1, calls.closings(), "how often the backend was closed");
    assertEquals(0, calls.underWayAtClose(), "calls under way when it was");
  }

  @Test
  @Rule("L3")
  void aSecondOpeningSharesTheStoreOrIsRefusedAsLocked() {
    String url = newStore();
    EventStore first = opened(url);
    first.stream("s").append(Sample.keyed("k"));

    if (provider(url).capabilities(StoreUrl.parse(url)).contains(Capability.SHARED)) {
      assertEquals(1, opened(url).stream("s").version(), "the version in a second opening");
    } else {
      StoreLockedException refused =
          assertThrows(StoreLockedException.class, () -> opened(url), "a second opening");
      assertFalse(String.valueOf(refused.getMessage()).isBlank(), "the message is blank");
    }
    assertEquals(2, first.stream("s").append(Sample.keyed("l")).version(), "the first opening");
  }

  @Test
  @Rule("L3")
  void anUnknownOptionOfTheUrlIsRefused() {
    String url = newStore();
    String with = url + (url.contains("?") ? "&" : "?") + "nonsense=1";

    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> opened(with), "opening " + with);
    assertTrue(
        String.valueOf(refused.getMessage()).contains("nonsense"),
        "the message does not name the option: " + refused.getMessage());
  }

  @Test
  @Rule("L6")
  void metricsTellVersionCountTimeAndPlace() {
    EventStore store = store();
    StreamMetrics none = store.stream("s").metrics();
    assertEquals(0, none.version(), "version of an empty stream");
    assertEquals(0, none.eventCount(), "events of an empty stream");
    assertEquals(Optional.empty(), none.lastTimestamp(), "last timestamp of an empty stream");

    store.stream("other").append(Sample.numbered(1));
    store.stream("s").append(ExpectedVersion.any(), Sample.numbered(1, 3));
    store.stream("other").append(Sample.numbered(2));

    StreamMetrics three = store.stream("s").metrics();
    assertEquals("s", three.stream(), "the stream");
    assertEquals(3, three.version(), "version of the stream");
    assertEquals(3, three.eventCount(), "events of the stream");
    assertEquals(lastOf(store.stream("s")), three.lastTimestamp(), "last timestamp of the stream");
    assertEquals(store.head(), store.metrics().position(), "position of the store");
    assertEquals(5, store.metrics().eventCount(), "events of the store");
    assertEquals(lastOf(store.all()), store.metrics().lastTimestamp(), "last timestamp");
    assertFalse(store.metrics().location().isBlank(), "the location is blank");
  }

  private static Optional<Instant> lastOf(EventSource source) {
    return source.read().backwards().first().map(StoredEvent::timestamp);
  }

  @Test
  @Rule("L6")
  void metricsReadNoEvents() {
    AtomicInteger pages = new AtomicInteger();
    EventStore store = tapped(
        newStore(),
        StoreOptions.defaults(),
        (StorageHandle storage) -> Tap.afterEachPage(storage, pages::incrementAndGet));
    store.stream("s").append(ExpectedVersion.any(), Sample.numbered(0, 1_000));

    assertEquals(1_000, store.metrics().eventCount(), "events of the store");
    assertEquals(1_000, store.stream("s").metrics().eventCount(), "events of the stream");
    assertEquals(0, pages.get(), "pages of events that were read for metrics");
  }
}
