package dev.eventstreams.benchmarks;

import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.Encryption;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.KeyRings;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;

/** The speed of a store with encryption. The limit is the same store without encryption. */
final class EncryptedWorkloads {

  private static final Row WRITE =
      row("encrypted_append_10000", "200,000 events, appends of 10,000");
  private static final Row READ =
      row("encrypted_replay", "replay those five times, every data used");
  private static final Row SINGLE = new Row(
      "encrypted_append_single",
      "2,000 appends of 1 event, beside a plain store",
      Unit.APPENDS_PER_SECOND,
      Target.none().share(0.70));
  private static final Row UPSTREAM_WRITE =
      row("encrypted_upstream_write", "upstream_write, encrypted");
  private static final Row UPSTREAM_READ =
      row("encrypted_upstream_read", "upstream_read, encrypted");

  private static final int EVENTS = 200_000;
  private static final int UPSTREAM_EVENTS = 1_000_000;
  private static final int BATCH = 10_000;

  /**
   * The number of events that a replay delivers. A replay of fewer events is repeated, because it
   * would last only a third of a second.
   */
  private static final int REPLAYED = 1_000_000;

  private EncryptedWorkloads() {}

  private static Row row(String name, String work) {
    return new Row(
        name,
        work + ", beside a plain store",
        Unit.EVENTS_PER_SECOND,
        Target.timesOriginal(7).share(0.70));
  }

  static List<Workload> all() {
    return List.of(
        new Workload(
            List.of(WRITE, READ), run -> writeAndRead(run, WRITE, READ, EVENTS, Sample::event)),
        new Workload(
            List.of(UPSTREAM_WRITE, UPSTREAM_READ),
            run -> writeAndRead(run, UPSTREAM_WRITE, UPSTREAM_READ, UPSTREAM_EVENTS, Sample::bare)),
        Workload.of(SINGLE, EncryptedWorkloads::single));
  }

  /** Encryption with a key ring of personal keys, which costs most. */
  private static Encryption encryption() {
    return Encryption.with(KeyRings.inMemory());
  }

  private static EventStore open(Path database, Encryption encryption) {
    return EventStores.open(Run.url(database), encryption);
  }

  private static void writeAndRead(
      Run run, Row write, Row read, int events, IntFunction<CandidateEvent> maker)
      throws Exception {
    int total = run.size(events, 100);
    Encryption encryption = encryption();
    Path encrypted = run.freshDatabase();
    Path plain = run.freshDatabase();
    List<List<CandidateEvent>> batches = Sample.batches(total, BATCH, maker);
    run.inTurn(
        () -> run.ours(write, write(encrypted, encryption, batches)),
        () -> run.limit(write, write(plain, Encryption.none(), batches)));
    batches.clear();
    run.inTurn(
        () -> run.ours(read, read(encrypted, encryption, total, REPLAYED / events)),
        () -> run.limit(read, read(plain, Encryption.none(), total, REPLAYED / events)));
  }

  private static double write(
      Path database, Encryption encryption, List<List<CandidateEvent>> batches) {
    try (EventStore store = open(database, encryption)) {
      EventStream stream = store.stream(Sample.STREAM);
      long begin = System.nanoTime();
      for (List<CandidateEvent> batch : batches) {
        stream.append(ExpectedVersion.any(), batch);
      }
      return Run.perSecond(stream.version(), System.nanoTime() - begin);
    }
  }

  private static double read(Path database, Encryption encryption, int total, int times) {
    try (EventStore store = open(database, encryption)) {
      long count = 0;
      long bytes = 0;
      long begin = System.nanoTime();
      for (int i = 0; i < times; i++) {
        for (StoredEvent event : store.stream(Sample.STREAM).read()) {
          Bytes data = event.data();
          bytes += data.length();
          count += event.redacted() ? 0 : 1;
        }
      }
      double figure = Run.perSecond(count, System.nanoTime() - begin);
      Run.expect((long) total * times, count);
      Run.expect(0, bytes % 100);
      return figure;
    }
  }

  private static void single(Run run) throws Exception {
    List<CandidateEvent> events = Sample.events(0, run.size(2_000, 20), Sample::event);
    run.inTurn(
        () -> run.ours(SINGLE, single(run, encryption(), events)),
        () -> run.limit(SINGLE, single(run, Encryption.none(), events)));
  }

  private static double single(Run run, Encryption encryption, List<CandidateEvent> events) {
    try (EventStore store = open(run.freshDatabase(), encryption)) {
      EventStream stream = store.stream(Sample.STREAM);
      long begin = System.nanoTime();
      for (CandidateEvent event : events) {
        stream.append(event);
      }
      return Run.perSecond(stream.version(), System.nanoTime() - begin);
    }
  }
}
