package dev.eventstreams.benchmarks;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventField;
import dev.eventstreams.EventFilter;
import dev.eventstreams.core.adapter.CanonicalJson;
import dev.eventstreams.core.adapter.RecordFilter;
import dev.eventstreams.spi.EventRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The cost of a filter for one event that is judged in this process. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecordFilterBenchmark {

  private static final int EVENTS = 1_000;

  /** The filter. */
  @Param({"type", "stream", "like", "metadata"})
  public String kind = "type";

  private Predicate<EventRecord> filter;
  private List<EventRecord> records;

  /** Makes the filter and the events. */
  @Setup
  public void prepare() {
    filter = RecordFilter.of(
        switch (kind) {
          case "type" -> EventFilter.type("type-3");
          case "stream" -> EventFilter.stream("customer-0");
          case "like" -> EventFilter.streamLike("customer-%");
          default -> EventField.metadata("tags", "tier").in(List.of("gold"));
        });
    records = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      CandidateEvent event = Sample.event(i);
      records.add(new EventRecord(
          Stores.streamOf(i),
          i + 1,
          i + 1,
          i,
          event.type(),
          "id-" + i,
          false,
          List.of(),
          CanonicalJson.write(event.metadata()),
          event.data(),
          0));
    }
  }

  /** Judges 1,000 events; the time is for one event. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long judge() {
    return records.stream().filter(filter).count();
  }
}
