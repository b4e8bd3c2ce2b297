package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.KeyRing;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageLimits;
import dev.eventstreams.spi.StreamHead;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** A store passes calls to its parts, and closes each part once, even if one cannot be closed. */
@Timeout(60)
final class CoreStoreTest {

  private static final long END = 1_000;

  private final List<String> calls = new ArrayList<>();
  private @Nullable RuntimeException closeFails;

  private CoreStore store(StoreOptions options, @Nullable Vault vault) {
    return new CoreStore(
        FakeHandle.of((method, arguments) -> switch (method) {
          case "limits" -> StorageLimits.none();
          case "head" -> new StreamHead(END, END, 0);
          case "read" -> page((PageRequest) arguments[0]);
          case "deleteSnapshots" -> {
            calls.add("delete " + arguments[0]);
            yield null;
          }
          case "close" -> {
            calls.add("storage");
            if (closeFails != null) {
              throw closeFails;
            }
            yield null;
          }
          default -> null;
        }),
        options,
        vault,
        () -> calls.add("after"));
  }

  private CoreStore store() {
    return store(StoreOptions.defaults(), null);
  }

  private static Page page(PageRequest request) {
    long last = Math.min(Math.min(END, request.upTo()), request.after() + request.maxEvents());
    List<EventRecord> records = LongStream.rangeClosed(request.after() + 1, last)
        .mapToObj(at ->
            new EventRecord("s", at, at, 0, "T", "id", false, List.of(), "{}", Bytes.empty(), 0))
        .toList();
    return new Page(records, last, last < Math.min(END, request.upTo()));
  }

  private final class Counted extends Vault {

    Counted(KeyRing ring) {
      super(ring, Encryption.with(ring), Clock.systemUTC());
    }

    @Override
    void close() {
      calls.add("vault");
      super.close();
    }
  }

  @Test
  void everyPartIsClosedOnceAndTheCloseActionRunsLast() {
    CoreStore store = store(StoreOptions.defaults(), new Counted(KeyRings.inMemory()));
    store.close();
    store.close();
    assertEquals(List.of("storage", "vault", "after"), calls);
  }

  @Test
  void everyPartIsClosedEvenIfTheBackendFailsToClose() {
    CoreStore store = store(StoreOptions.defaults(), new Counted(KeyRings.inMemory()));
    closeFails = new IllegalStateException("made up");
    assertSame(closeFails, assertThrows(IllegalStateException.class, store::close));
    assertEquals(List.of("storage", "vault", "after"), calls);
  }

  @Test
  void closedStoreRefusesEveryCallAtOnce() {
    CoreStore store = store(StoreOptions.defaults(), new Counted(KeyRings.inMemory()));
    EventStream stream = store.stream("s");
    assertEquals("s", stream.id());
    store.close();
    CandidateEvent event = CandidateEvent.of("T", "x");
    List<Executable> refused = List.<Executable>of(
        () -> store.stream("s"),
        store::all,
        store::head,
        store::metrics,
        () -> store.append(AppendBatch.of("s", ExpectedVersion.any(), event)),
        () -> store.forget("ann"),
        stream::read,
        stream::watch,
        () -> stream.readAndWatch(0, (sum, found) -> sum + 1),
        () -> stream.search(found -> true),
        () -> stream.append(ExpectedVersion.any(), event),
        () -> stream.loadSnapshot("p"));
    for (Executable call : refused) {
      assertThrows(StoreClosedException.class, call);
    }
  }

  @Test
  void forgettingDeletesTheSnapshotsThatMayHoldThePersonsData() {
    KeyRing ring = KeyRings.inMemory();
    CoreStore store = store(StoreOptions.defaults(), new Counted(ring));
    ring.currentKey("ann");
    assertEquals(1, store.forget("ann").keysDestroyed());
    assertEquals(List.of("delete ann", "delete @all"), calls);
    store.close();
  }

  @Test
  void closedStoreDestroysNoKey() {
    KeyRing ring = KeyRings.inMemory();
    UUID key = ring.currentKey("ann");
    CoreStore store = store(StoreOptions.defaults(), new Counted(ring));
    store.close();
    assertThrows(StoreClosedException.class, () -> store.forget("ann"));
    assertEquals(key, ring.currentKey("ann"));
  }

  @Test
  void searchLooksThroughEveryPageUntilItHasFoundEnough() {
    CoreStore store = store();
    List<Long> found = new ArrayList<>();
    for (StoredEvent event :
        store.all().search(event -> event.position() % 300 == 0).limit(2)) {
      found.add(event.position());
    }
    assertEquals(List.of(300L, 600L), found);
    store.close();
  }
}
