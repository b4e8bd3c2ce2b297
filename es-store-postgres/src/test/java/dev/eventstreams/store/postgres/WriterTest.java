package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.Bytes;
import dev.eventstreams.EventFilter;
import dev.eventstreams.StorageException;
import dev.eventstreams.postgres.server.OwnPostgres;
import dev.eventstreams.postgres.server.PostgresServer;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.spi.StreamHead;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The state of the store after an append that fails. */
final class WriterTest {

  private StoreUrl url;
  private StorageHandle store;

  @BeforeEach
  void open() {
    url = Samples.url();
    store = Samples.open(url);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static AppendRequest request(String stream) {
    return Samples.append(stream, Samples.event("T", "{}", "x"));
  }

  /**
   * Returns the URL of the same store through the proxy. Statements are sent as text each time, so
   * that the proxy can recognize them.
   */
  private StoreUrl through(CuttingProxy proxy) {
    URI server = URI.create(PostgresServer.shared().url());
    String by = url.unmasked()
        .replace("@" + server.getHost() + ":" + server.getPort(), "@localhost:" + proxy.port());
    return StoreUrl.parse(by).with("prepareThreshold", "0");
  }

  private static int port() {
    return URI.create(PostgresServer.shared().url()).getPort();
  }

  @Test
  void lostAnswerToTheCommitIsOfUnknownOutcomeAndARetryFindsIt() throws Exception {
    for (CuttingProxy.Cut cut :
        EnumSet.complementOf(EnumSet.of(CuttingProxy.Cut.HELD, CuttingProxy.Cut.LATER))) {
      long before = store.head(null).last();
      try (CuttingProxy proxy = new CuttingProxy(port());
          StorageHandle cutOff = Samples.open(through(proxy))) {
        cutOff.append(List.of());
        proxy.cutAt("COMMIT\0", cut); // the whole statement, not READ COMMITTED
        var failure = assertThrows(
            StorageException.class,
            () -> cutOff.append(List.of(Samples.append("s", Samples.keyed("T", "k" + cut)))));
        assertTrue(failure.outcomeUnknown(), failure.toString());

        GroupOutcome retried =
            cutOff.append(List.of(Samples.append("s", Samples.keyed("T", "k" + cut))));

        var done = assertInstanceOf(AppendOutcome.Done.class, retried.outcomes().get(0));
        assertEquals(
            cut != CuttingProxy.Cut.QUESTION, done.result().isRepeat(), "repeat after " + cut);
        assertEquals(before + 1, store.head(null).last());
      }
    }
  }

  @Test
  void connectionThatIsLostBeforeTheCommitHasWrittenNothingAndIsReplaced() throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(port());
        StorageHandle cutOff = Samples.open(through(proxy))) {
      for (CuttingProxy.Cut cut : List.of(CuttingProxy.Cut.QUESTION, CuttingProxy.Cut.ANSWER)) {
        long before = store.head(null).last();
        proxy.cutAt("pg_advisory_xact_lock", cut);
        assertEquals(1, cutOff.append(List.of(request("new" + cut))).written().size());
        assertTrue(proxy.hasCut());
        assertEquals(before + 1, store.head(null).last());
      }
    }
  }

  @Test
  void keyThatTheServerRefusedIsRepeatAlsoWhereTheConnectionBreaksAfterwards() throws Exception {
    AppendRequest keyed = Samples.append("s", Samples.keyed("T", "k"));
    store.append(List.of(keyed));
    try (CuttingProxy proxy = new CuttingProxy(port());
        StorageHandle cutOff = Samples.open(through(proxy))) {
      proxy.cutAt("COMMIT\0", CuttingProxy.Cut.LATER);
      GroupOutcome outcome = cutOff.append(List.of(keyed));
      assertTrue(proxy.hasCut());
      var done = assertInstanceOf(AppendOutcome.Done.class, outcome.outcomes().get(0));
      assertTrue(done.result().isRepeat());
      assertEquals(1, store.head(null).last());
    }
  }

  @Test
  void eventThatTheServerRefusedIsNotOfUnknownOutcomeWhereTheConnectionBreaksAfterwards()
      throws Exception {
    Samples.run(url, "ALTER TABLE events ADD CHECK (id <> 'poison')");
    try (CuttingProxy proxy = new CuttingProxy(port());
        StorageHandle cutOff = Samples.open(through(proxy))) {
      proxy.cutAt("COMMIT\0", CuttingProxy.Cut.LATER);
      var failure = assertThrows(
          StorageException.class,
          () -> cutOff.append(List.of(Samples.append("s", Samples.keyed("T", "poison")))));
      assertTrue(proxy.hasCut());
      assertFalse(failure.outcomeUnknown(), failure.toString());
    }
  }

  @Test
  void killedConnectionsAreReplacedUnnoticed() throws SQLException {
    for (int round = 1; round <= 3; round++) {
      store.append(List.of(request("s")));
      assertEquals(round, store.head("s").last());
      Samples.run(
          url,
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
              + " AND application_name = 'eventstreams' AND query LIKE '%"
              + PostgresSettings.of(url).schema() + "%'");
    }
    assertEquals(3, store.head("s").last());
  }

  @Test
  void serverThatIsAwayIsUnavailableAndWaitingCallsUseItWhenItIsBack() {
    try (OwnPostgres server = OwnPostgres.start();
        StorageHandle own =
            Samples.open(StoreUrl.parse(server.newStore()).with("reconnect_timeout", "1000"));
        StorageHandle patient =
            Samples.open(StoreUrl.parse(server.newStore()).with("reconnect_timeout", "120000"))) {
      own.append(List.of(request("s")));
      server.stop("immediate");
      // These calls begin before the calls that give up, and still wait after those have given up.
      CompletableFuture<GroupOutcome> append =
          CompletableFuture.supplyAsync(() -> patient.append(List.of(request("s"))));
      CompletableFuture<StreamHead> head = CompletableFuture.supplyAsync(() -> patient.head("t"));
      // Both calls run at once, because each one retries for a second.
      Stream.<Executable>of(() -> own.append(List.of(request("s"))), () -> own.head("s"))
          .parallel()
          .forEach(call -> {
            var failure = assertThrows(StorageException.class, call);
            assertTrue(failure.unavailable(), failure.toString());
          });
      assertFalse(append.isDone() || head.isDone(), "those that wait have given up");
      server.startAgain();
      assertEquals(1, append.join().written().size());
      assertEquals(0, head.join().last());
      assertEquals(2, own.append(List.of(request("s"))).written().get(0).version());
      assertEquals(2, own.head("s").last());
      server.restartImmediately();
      assertEquals(3, own.append(List.of(request("s"))).written().get(0).version());
      assertEquals(3, own.head("s").last());
    }
  }

  @Test
  void rejectedEventFailsItsGroupAndNothingOfItIsWritten() throws SQLException {
    String schema = PostgresSettings.of(url).schema();
    Samples.run(
        url,
        "CREATE FUNCTION reject() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN IF new.id = 'poison' THEN RAISE 'poisoned'; END IF; RETURN new; END $$",
        "CREATE TRIGGER reject BEFORE INSERT ON " + schema
            + ".events FOR EACH ROW EXECUTE FUNCTION reject()");
    NewEvent poison = Samples.keyed("T", "poison");
    var failure = assertThrows(
        StorageException.class,
        () -> store.append(List.of(request("new"), Samples.append("other", poison))));
    assertFalse(failure.outcomeUnknown());
    assertFalse(failure.unavailable());
    assertEquals(0, store.head(null).last());
    GroupOutcome outcome = store.append(List.of(request("new")));
    assertEquals(1, outcome.written().get(0).version());
    assertEquals(
        List.of("new"),
        Samples.readAll(store, EventFilter.all()).stream()
            .map(event -> event.streamId())
            .toList());
  }

  @Test
  void refusedRowIsNotInTheMessage() throws SQLException {
    Samples.run(url, "ALTER TABLE events ADD CHECK (id <> 'secret-id')");
    var failure = assertThrows(
        StorageException.class,
        () -> store.append(List.of(Samples.append("s", Samples.keyed("T", "secret-id")))));
    for (Throwable at = failure; at != null; at = at.getCause()) {
      assertFalse(at.toString().contains("secret-id"), at.toString());
    }
  }

  @Test
  void manyKeysAreRecognizedAsRepeats() {
    int many = 100_000;
    List<NewEvent> events = new ArrayList<>(many);
    for (int i = 0; i < many; i++) {
      events.add(Samples.keyed("T", "key-" + i));
    }
    AppendRequest all = Samples.append("s", events.toArray(NewEvent[]::new));
    assertEquals(many, store.append(List.of(all)).written().size());
    GroupOutcome again = store.append(List.of(all, request("s")));
    var done = assertInstanceOf(AppendOutcome.Done.class, again.outcomes().get(0));
    assertTrue(done.result().events().stream().allMatch(event -> event.repeat()));
    assertEquals(1, again.written().size());
    assertEquals(many + 1, store.head("s").last());
  }

  @Test
  void everyRowCountIsWrittenWhole() {
    int total = 0;
    for (int count : new int[] {1, 2, 3, 4, 5, 15, 16, 17, 63, 64, 65, 255, 256, 257, 341, 600}) {
      List<NewEvent> events = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        events.add(Samples.event("T" + i % 3, i % 2 == 0 ? "{}" : "{\"n\":" + i + "}", "d" + i));
      }
      GroupOutcome outcome = store.append(List.of(
          Samples.append("s", events.toArray(NewEvent[]::new)),
          request("t"),
          request("u" + count)));
      total += count + 2;
      List<EventRecord> all = Samples.readAll(store, EventFilter.all());
      assertEquals(total, all.size());
      assertEquals(outcome.written(), all.subList(total - count - 2, total));
    }
  }

  @Test
  void largestEventsAreWrittenAndReadInPagesThatHoldFewOfThem() {
    byte[] large = new byte[16 << 20];
    new java.util.Random(16).nextBytes(large);
    NewEvent event = new NewEvent("T", "id", false, List.of(), "{}", Bytes.of(large), 0);
    for (int i = 0; i < 3; i++) {
      store.append(List.of(Samples.append("s", event)));
    }
    List<EventRecord> all = Samples.readAll(store, EventFilter.all());
    assertEquals(3, all.size());
    all.forEach(read -> assertEquals(event.data(), read.data()));
    assertEquals(
        1,
        store
            .read(new dev.eventstreams.spi.PageRequest(
                null, 0, Long.MAX_VALUE, false, EventFilter.all(), 1_000, 1 << 20))
            .records()
            .size());
  }

  @Test
  void conditionIsJudgedOnEventsFromBeforeTheLockAndSince() {
    store.append(List.of(request("s"), Samples.append("s", Samples.event("U", "{}", "x"))));
    for (long after = 0; after <= 2; after++) {
      for (String type : List.of("T", "U", "V")) {
        AppendCondition condition = new AppendCondition(EventFilter.type(type), after);
        GroupOutcome outcome = store.append(
            List.of(new AppendRequest(Samples.append("t").writes(), List.of(condition))));
        boolean violated = after < (type.equals("T") ? 1 : type.equals("U") ? 2 : 0);
        assertEquals(
            violated,
            outcome.outcomes().get(0) instanceof AppendOutcome.ConditionFailed,
            type + " after " + after);
      }
    }
  }

  @Test
  void groupThatWritesNothingLeavesNoTransaction() throws SQLException {
    GroupOutcome outcome = store.append(List.of(Samples.append("s")));
    assertInstanceOf(AppendOutcome.Done.class, outcome.outcomes().get(0));
    assertEquals(
        "0",
        Samples.ask(
            url,
            "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
                + " AND query LIKE '%" + PostgresSettings.of(url).schema() + "%'"));
  }

  @Test
  void interruptedThreadAppendsAndReadsAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    try {
      store.append(List.of(request("s")));
      assertEquals(1, store.head("s").last());
      assertEquals(1, Samples.readAll(store, EventFilter.all()).size());
    } finally {
      assertTrue(Thread.interrupted());
    }
  }
}
