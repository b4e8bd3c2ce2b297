package dev.eventstreams.benchmarks;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.EventStores;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The memory backend. The limit is a list to which finished events are added. */
final class MemoryWorkloads {

  private static final Row APPEND = new Row(
      "memory_append_10000",
      "memory, 200,000 events in appends of 10,000, beside a plain list",
      Unit.EVENTS_PER_SECOND,
      Target.none().bound(2_000_000));

  private static final int EVENTS = 200_000;
  private static final int BATCH = 10_000;

  private MemoryWorkloads() {}

  static List<Workload> all() {
    return List.of(Workload.of(APPEND, MemoryWorkloads::append));
  }

  private static void append(Run run) throws Exception {
    int total = run.size(EVENTS, 100);
    List<List<CandidateEvent>> batches = Sample.batches(total, BATCH, Sample::event);
    run.inTurn(
        () -> {
          try (EventStore store = EventStores.open("memory:" + UUID.randomUUID())) {
            EventStream stream = store.stream(Sample.STREAM);
            long begin = System.nanoTime();
            for (List<CandidateEvent> batch : batches) {
              stream.append(ExpectedVersion.any(), batch);
            }
            run.ours(APPEND, Run.perSecond(total, System.nanoTime() - begin));
            Run.expect(total, stream.version());
          }
        },
        () -> {
          long begin = System.nanoTime();
          run.limit(APPEND, Run.perSecond(plain(batches).size(), System.nanoTime() - begin));
        });
  }

  private static List<StoredEvent> plain(List<List<CandidateEvent>> batches) {
    List<StoredEvent> events = new ArrayList<>();
    for (List<CandidateEvent> batch : batches) {
      Instant now = Instant.now();
      for (CandidateEvent event : batch) {
        long place = events.size() + 1L;
        events.add(StoredEvent.builder(Sample.STREAM, place, event.type())
            .timestamp(now)
            .metadata(event.metadata())
            .data(event.data())
            .build());
      }
    }
    return events;
  }
}
