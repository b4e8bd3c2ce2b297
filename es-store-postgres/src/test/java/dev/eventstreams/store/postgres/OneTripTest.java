package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.EventFilter;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StorageException;
import dev.eventstreams.postgres.server.OwnPostgres;
import dev.eventstreams.postgres.server.PostgresServer;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.spi.StreamWrite;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An append by a guess: in a store that has changed since, with a key that exists already, and with
 * a lost answer.
 */
final class OneTripTest {

  private static final String ONE_TRIP = "eventstreams.locked";

  private StoreUrl url;
  private StorageHandle store;

  @BeforeEach
  void open() {
    url = Samples.url();
    store = Samples.open(url);
    append(Samples.event("T", "{}", "first"));
    append(Samples.event("T", "{}", "second"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private EventRecord append(NewEvent event) {
    return append(store, Samples.append("s", event));
  }

  private static EventRecord append(StorageHandle to, AppendRequest request) {
    List<EventRecord> written = to.append(List.of(request)).written();
    assertEquals(1, written.size());
    return written.get(0);
  }

  private static NewEvent event() {
    return Samples.event("T", "{}", "x");
  }

  @Test
  void smallAppendWhereThisProcessWroteLastIsOneRoundTrip() throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(port());
        StorageHandle watched = Samples.open(through(proxy))) {
      appendUntilCut(proxy, watched, CuttingProxy.Cut.ANSWER); // otherwise it is never cut
    }
  }

  @Test
  void afterALostAnswerTheEventsAreStoredOnce() throws Exception {
    for (CuttingProxy.Cut cut : CuttingProxy.Cut.values()) {
      try (CuttingProxy proxy = new CuttingProxy(port());
          StorageHandle cutOff = Samples.open(through(proxy))) {
        appendUntilCut(proxy, cutOff, cut);
        append(cutOff, Samples.append("s", event()));
      }
    }
  }

  // The append takes two round trips instead if the machine paused since the append before.
  private static void appendUntilCut(
      CuttingProxy proxy, StorageHandle cutOff, CuttingProxy.Cut cut) {
    append(cutOff, Samples.append("s", event()));
    proxy.cutAt(ONE_TRIP, cut);
    int number = 0;
    while (!proxy.hasCut()) {
      long before = cutOff.head("s").last();
      NewEvent next = ++number % 2 == 0 ? event() : Samples.keyed("T", cut + "-" + number);
      assertEquals(before + 1, append(cutOff, Samples.append("s", next)).version());
      assertEquals(before + 1, cutOff.head("s").last());
    }
  }

  @Test
  void appendsThatFollowEachOtherTakeOneRoundTripEach() throws Exception {
    assertOneRoundTripEach(event());
    assertOneRoundTripEach(Samples.tagged("T", "a", "b"));
  }

  private void assertOneRoundTripEach(NewEvent event) throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(port());
        StorageHandle watched = Samples.open(by(proxy))) {
      boolean one = false;
      for (int i = 0; i < 1_000 && !(one && i > 20); i++) { // by then the server has prepared it
        List<Integer> before = proxy.roundTrips();
        append(watched, Samples.append("s", event));
        List<Integer> after = proxy.roundTrips();
        // Connections that send hints may have more round trips.
        one = IntStream.range(0, before.size()).allMatch(at -> after.get(at) - before.get(at) <= 1);
      }
      assertTrue(one, "round trips " + proxy.roundTrips());
    }
  }

  @Test
  void appendThatTheServerReadsAfterItsAnswerWasGivenUpIsRefused() throws Exception {
    readLate();
  }

  @Test
  void appendThatTheServerReadsLateIsRefusedAlsoWhereTheStoreWasSetBackAndHasGrownAgain()
      throws Exception {
    readLate("DELETE FROM events WHERE version > 2");
  }

  private void readLate(String... meanwhile) throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(port());
        StorageHandle cutOff = Samples.open(through(proxy))) {
      appendUntilCut(proxy, cutOff, CuttingProxy.Cut.HELD);
      Samples.run(url, meanwhile);
      append(event());
      List<EventRecord> before = Samples.readAll(store, EventFilter.all());
      proxy.deliverLate();
      assertEquals(before, Samples.readAll(store, EventFilter.all()));
    }
  }

  @Test
  void lostAnswerIsResolvedForEventsOfEveryKind() throws Exception {
    append(store, Samples.append("t", Samples.event("U", "{}", "")));
    try (CuttingProxy proxy = new CuttingProxy(port());
        StorageHandle cutOff = Samples.open(through(proxy))) {
      append(cutOff, Samples.append("t", Samples.event("U", "{}", "")));
      proxy.cutAt(ONE_TRIP, CuttingProxy.Cut.ANSWER);
      while (!proxy.hasCut()) {
        long before = store.head(null).last();
        GroupOutcome outcome = cutOff.append(List.of(
            Samples.append("s", Samples.event("T", "{\"a\":[1.5,\"\u00e9\"]}", "\0\1"), event()),
            Samples.append("s", Samples.tagged("T", "a", "\u00e9")),
            Samples.append("t", Samples.keyed("U", "\ud83d\ude00 " + before))));
        assertEquals(
            outcome.written(),
            store
                .read(new PageRequest(
                    null, before, Long.MAX_VALUE, false, EventFilter.all(), 9, Long.MAX_VALUE))
                .records());
      }
    }
  }

  @Test
  void eventsFoundAfterALostAnswerAreAcknowledgedOnceTheStandbyHasThem() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (OwnPostgres server = OwnPostgres.start();
        CuttingProxy proxy = new CuttingProxy(server.port());
        StorageHandle cutOff = Samples.open(
            StoreUrl.parse(server.newStore().replace(":" + server.port(), ":" + proxy.port()))
                .with("prepareThreshold", "0"))) {
      StoreUrl admin = StoreUrl.parse(server.url());
      append(cutOff, Samples.append("s", event()));
      append(cutOff, Samples.append("s", event()));
      proxy.atCut(() -> waitForStandby(admin, threads));
      proxy.cutAt(ONE_TRIP, CuttingProxy.Cut.ANSWER);
      Future<EventRecord> appended = threads.submit(() -> {
        EventRecord last;
        do {
          last = append(cutOff, Samples.append("s", event()));
        } while (!proxy.hasCut());
        return last;
      });
      Awaits.until(
          "it waits for the standby too",
          () -> appended.isDone() || waiting(admin).equals("2"));
      assertFalse(appended.isDone());
      Samples.run(admin, "ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
      EventRecord last = appended.get();
      assertEquals(last.version(), last.position());
      assertEquals(last.position(), cutOff.head(null).last());
    } finally {
      threads.shutdownNow();
    }
  }

  // From then on, the commits of other sessions wait; one commit that waits shows this.
  private static void waitForStandby(StoreUrl admin, ExecutorService threads) {
    try {
      Samples.run(
          admin,
          "ALTER SYSTEM SET synchronous_standby_names = 'nobody'",
          "SELECT pg_reload_conf()");
      AtomicBoolean waits = new AtomicBoolean();
      Future<Boolean> unused = threads.submit(() -> {
        while (!waits.get()) {
          Samples.run(admin, "SELECT pg_logical_emit_message(true, 'test', ''::text)");
        }
        return true;
      });
      Awaits.until("a commit waits", () -> waiting(admin).equals("1"));
      waits.set(true);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String waiting(StoreUrl admin) throws SQLException {
    return Samples.ask(admin, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
  }

  @Test
  void lostAnswerOfAServerThatStaysAwayIsOfUnknownOutcome() throws Exception {
    try (OwnPostgres server = OwnPostgres.start();
        CuttingProxy proxy = new CuttingProxy(server.port());
        StorageHandle cutOff = Samples.open(
            StoreUrl.parse(server.newStore().replace(":" + server.port(), ":" + proxy.port()))
                .with("prepareThreshold", "0")
                .with("reconnect_timeout", "1000"))) {
      append(cutOff, Samples.append("s", event()));
      proxy.refuseAfterCut();
      proxy.cutAt(ONE_TRIP, CuttingProxy.Cut.ANSWER);
      var failure = assertThrows(StorageException.class, () -> {
        while (true) {
          append(cutOff, Samples.append("s", event()));
        }
      });
      assertTrue(failure.outcomeUnknown(), failure.toString());
    }
  }

  @Test
  void appendContinuesAfterEventsOfAnotherHandle() {
    try (StorageHandle other = Samples.open(url)) {
      for (int version = 3; version < 60; version += 3) {
        assertEquals(version, append(event()).version());
        assertEquals(version + 1, append(event()).version());
        assertEquals(version + 2, append(other, Samples.append("s", event())).version());
      }
    }
    assertEquals(
        store.head("s").last(), Samples.readAll(store, EventFilter.all()).size());
  }

  @Test
  void expectedVersionIsCheckedAgainstEventsOfAnotherHandle() {
    try (StorageHandle other = Samples.open(url)) {
      append(other, Samples.append("s", event()));
    }
    GroupOutcome outcome =
        store.append(List.of(Samples.append("s", ExpectedVersion.exactly(2), List.of(event()))));
    assertInstanceOf(AppendOutcome.Conflict.class, outcome.outcomes().get(0));
    assertEquals(List.of(), outcome.written());
  }

  @Test
  void appendContinuesInAStoreThatWasSetBack() throws Exception {
    Samples.run(url, "DELETE FROM events WHERE version > 1");
    assertEquals(2, append(event()).version());
  }

  @Test
  void appendContinuesInAStoreThatWasSetBackAndHasGrownAgain() throws Exception {
    // The store ends at the same position and time as before, but with another stream.
    Samples.run(
        url,
        "INSERT INTO streams (key, id) VALUES (2, 'other')",
        "UPDATE events SET stream = 2, version = 1 WHERE position = 2");
    EventRecord written = append(event());
    assertEquals(2, written.version());
    assertEquals(3, written.position());
  }

  @Test
  void changedNumbersOfNamesAreUsed() throws Exception {
    Samples.run(
        url,
        "UPDATE streams SET key = 7",
        "UPDATE events SET stream = 7",
        "UPDATE types SET key = 8",
        "UPDATE events SET type = 8");
    assertEquals(3, append(event()).version());
    assertEquals(3, Samples.readAll(store, EventFilter.all()).size());
    assertEquals(
        "7 8", Samples.ask(url, "SELECT stream || ' ' || type FROM events WHERE version = 3"));
  }

  @Test
  void timestampIsNeverBeforeThatOfAnotherProcess() throws Exception {
    Samples.run(
        url, "UPDATE events SET \"timestamp\" = \"timestamp\" + 1000000000 WHERE position = 2");
    long last = store.head(null).timestamp();
    assertEquals(last, append(event()).timestamp());
  }

  @Test
  void keyThatExistsIsRepeat() {
    append(Samples.keyed("T", "k"));
    GroupOutcome outcome = store.append(
        List.of(Samples.append("s", Samples.keyed("T", "k")), Samples.append("s", event())));
    var done = assertInstanceOf(AppendOutcome.Done.class, outcome.outcomes().get(0));
    assertTrue(done.result().events().get(0).repeat());
    assertEquals(1, outcome.written().size());
    assertEquals(4, store.head("s").last());
  }

  @Test
  void conditionIsJudgedByTheStoredEvents() {
    for (long after = 0; after <= 2; after++) {
      GroupOutcome outcome = store.append(List.of(new AppendRequest(
          List.of(new StreamWrite("s", ExpectedVersion.any(), List.of(event()))),
          List.of(AppendCondition.noEventMatching(EventFilter.type("T")).after(after)))));
      assertEquals(after < 2, outcome.outcomes().get(0) instanceof AppendOutcome.ConditionFailed);
      assertEquals(after < 2, outcome.written().isEmpty());
    }
  }

  @Test
  void appendByAWrongGuessLeavesNoTransactionOpen() throws Exception {
    Samples.run(url, "DELETE FROM events WHERE version > 1");
    append(event());
    assertEquals(
        "0",
        Samples.ask(
            url,
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid::int8 << 32 | objid::int8 = "
                + AppendLock.key(PostgresSettings.of(url).schema())));
    assertFalse(Samples.readAll(store, EventFilter.all()).isEmpty());
  }

  private static int port() {
    return URI.create(PostgresServer.shared().url()).getPort();
  }

  /**
   * Returns the URL of the same store through the proxy. Statements are sent as text each time, so
   * that the proxy can recognize them.
   */
  private StoreUrl through(CuttingProxy proxy) {
    return by(proxy).with("prepareThreshold", "0");
  }

  private StoreUrl by(CuttingProxy proxy) {
    URI server = URI.create(PostgresServer.shared().url());
    return StoreUrl.parse(url.unmasked()
        .replace("@" + server.getHost() + ":" + server.getPort(), "@localhost:" + proxy.port()));
  }
}
