package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendResult;
import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.KeyRing;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageLimits;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;

/** Large appends, whose events are encrypted while the append is written (E1, E2, E4). */
final class SealingTest {

  private static final int MANY = 5_000;

  private final KeyRing ring = KeyRings.inMemory();

  private final AtomicInteger sealed = new AtomicInteger();

  /** Counts the encryptions. */
  private final class CountingVault extends Vault {

    CountingVault(Encryption encryption) {
      super(ring, encryption, Clock.systemUTC());
    }

    @Override
    Bytes seal(Cipher cipher, DataKey key, byte[] nonce, byte[] bound, Bytes plain) {
      sealed.incrementAndGet();
      return super.seal(cipher, key, nonce, bound, plain);
    }
  }

  private AppendEncoder.Encoded encode(Encryption encryption, int events, StorageLimits backend) {
    Vault vault = new CountingVault(encryption);
    List<CandidateEvent> candidates = IntStream.range(0, events)
        .mapToObj(i -> CandidateEvent.of("T", "data " + i).withIdempotencyKey("key " + i))
        .toList();
    return new AppendEncoder(StoreOptions.defaults(), backend, vault)
        .encode(AppendBatch.of("s", ExpectedVersion.any(), candidates));
  }

  private AppendEncoder.Encoded encode(int events) {
    return encode(Encryption.with(ring), events, StorageLimits.none());
  }

  private static List<NewEvent> events(AppendEncoder.Encoded append) {
    return append.request().writes().get(0).events();
  }

  private List<NewEvent> encoded(Encryption encryption, int events, StorageLimits backend) {
    return events(encode(encryption, events, backend));
  }

  @Test
  void fewEventsAreEncryptedAtOnce() {
    AppendEncoder.Encoded few = encode(256);
    assertEquals(256, sealed.get());
    events(few).forEach(event -> event.data().toArray());
    assertEquals(256, sealed.get());
  }

  @Test
  void manyEventsAreEncryptedOnceByTheFirstThreadThatReadsThem() throws Exception {
    AppendEncoder.Encoded many = encode(MANY);
    assertEquals(0, sealed.get());
    Callable<List<Bytes>> look = () ->
        events(many).stream().map(event -> Bytes.of(event.data().toArray())).toList();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      PendingAppend append = new PendingAppend(many, Thread.currentThread(), null);
      append.shareSealing();
      List<Future<List<Bytes>>> looked = threads.invokeAll(Collections.nCopies(8, look));
      append.seal();
      for (Future<List<Bytes>> seen : looked) {
        assertEquals(looked.get(0).get(), seen.get());
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(MANY, sealed.get());
  }

  @Test
  void aWaitingCallerRunsTheTasksThatHaveNotBegun() {
    PendingAppend append = new PendingAppend(encode(MANY), Thread.currentThread(), null);
    append.seal();
    assertEquals(MANY, sealed.get());
  }

  @Test
  void theCommonPoolEncryptsWhileTheAppendIsWritten() {
    int workers = ForkJoinPool.getCommonPoolParallelism();
    PendingAppend append = new PendingAppend(encode(MANY), Thread.currentThread(), null);
    append.shareSealing();
    assertTrue(ForkJoinPool.commonPool().awaitQuiescence(60, TimeUnit.SECONDS));
    assertEquals(workers > 0 ? MANY : 0, sealed.get());
  }

  @Test
  void aBusyCommonPoolDelaysNoAppend() throws Exception {
    int workers = ForkJoinPool.getCommonPoolParallelism();
    CountDownLatch busy = new CountDownLatch(workers);
    CountDownLatch over = new CountDownLatch(1);
    for (int i = 0; i < workers; i++) {
      ForkJoinPool.commonPool().execute(() -> {
        busy.countDown();
        Uninterruptibles.awaitUninterruptibly(over);
      });
    }
    try {
      assertTrue(busy.await(60, TimeUnit.SECONDS));
      AppendEncoder.Encoded many = encode(MANY);
      PendingAppend append = new PendingAppend(many, Thread.currentThread(), null);
      append.shareSealing();
      events(many).forEach(event -> event.data().toArray());
      assertEquals(MANY, sealed.get());
      append.release();
    } finally {
      over.countDown();
    }
    assertEquals(MANY, sealed.get());
  }

  @Test
  void anInterruptDoesNotKeepTheWriterFromTheEnvelopes() {
    AppendEncoder.Encoded many = encode(MANY);
    Thread.currentThread().interrupt();
    events(many).forEach(event -> event.data().toArray());
    assertTrue(Thread.interrupted());
    assertEquals(MANY, sealed.get());
  }

  @Test
  void aBackendThatKeepsEventsUnreadIsNotLeftWithPlainData() {
    PendingAppend append = new PendingAppend(encode(MANY), Thread.currentThread(), null);
    append.finish(new AppendOutcome.Done(new AppendResult(Map.of("s", 1L), List.of())));
    assertEquals(MANY, sealed.get());
  }

  @Test
  void aRefusedAppendIsNotEncrypted() {
    PendingAppend append = new PendingAppend(encode(MANY), Thread.currentThread(), null);
    append.finish(new AppendOutcome.Conflict("s", ExpectedVersion.noStream(), 1));
    append.release();
    append.seal();
    assertEquals(0, sealed.get());
  }

  @Test
  void eventsStayInOrderAndEachHasItsOwnNonce() {
    Encryption encryption = Encryption.with(ring);
    List<NewEvent> events = encoded(encryption, MANY, StorageLimits.none());
    Vault reader = new Vault(ring, encryption, Clock.systemUTC());
    Set<Bytes> nonces = new HashSet<>();
    for (int i = 0; i < MANY; i++) {
      NewEvent event = events.get(i);
      assertEquals("key " + i, event.id());
      assertEquals(Envelope.FORMAT, event.format());
      assertEquals(Bytes.utf8("data " + i), reader.open(stored(event)).bytes());
      nonces.add(Bytes.of(event.data().toArray(), 60, Envelope.NONCE_BYTES));
    }
    assertEquals(MANY, nonces.size());
  }

  private static EventRecord stored(NewEvent event) {
    return new EventRecord(
        "s",
        1,
        1,
        0,
        event.type(),
        event.id(),
        true,
        event.tags(),
        event.metadata(),
        event.data(),
        event.format());
  }

  @Test
  void theAppendingThreadChoosesTheRecipientsOfEachEventInOrder() {
    List<String> asked = new ArrayList<>();
    Set<Thread> threads = new HashSet<>();
    Encryption encryption = Encryption.with(ring).recipients((stream, event) -> {
      asked.add(event.idempotencyKey());
      threads.add(Thread.currentThread());
      return asked.size() % 2 == 0 ? Set.of("ann") : Set.of("ann", "bob");
    });
    List<NewEvent> events = encoded(encryption, MANY, StorageLimits.none());
    assertEquals(events.stream().map(NewEvent::id).toList(), asked);
    assertEquals(Set.of(Thread.currentThread()), threads);
    assertEquals(2, events.get(0).data().toArray()[1]);
    assertEquals(1, events.get(1).data().toArray()[1]);
  }

  @Test
  void envelopesCountAgainstTheBackendsLimitBeforeTheyAreMade() {
    StorageLimits tight = new StorageLimits(1_000, MANY, 90 * MANY);
    IllegalArgumentException refused = assertThrows(
        IllegalArgumentException.class, () -> encoded(Encryption.with(ring), MANY, tight));
    assertTrue(
        refused.toString().endsWith("bytes or more; the limit is 450000"), refused::toString);
  }
}
