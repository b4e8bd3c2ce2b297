package dev.eventstreams.benchmarks;

import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.core.adapter.AppendPlanner;
import dev.eventstreams.core.adapter.CanonicalJson;
import dev.eventstreams.core.adapter.Facts;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StreamWrite;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The cost of judging a batch of 10,000 events, and a group of 64 single events. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PlannerBenchmark {

  private static final Facts FACTS = new Facts(0, 0, Map.of(), Map.of(), Map.of());

  /** Whether the events have idempotency keys. */
  @Param({"false", "true"})
  public boolean keyed;

  private List<AppendRequest> batch;
  private List<AppendRequest> singles;

  /** Makes the groups. */
  @Setup
  public void groups() {
    batch = List.of(request(0, 10_000));
    singles = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      singles.add(request(i, i + 1));
    }
  }

  /** Judges one append of 10,000 events. */
  @Benchmark
  public GroupOutcome decideBatch() {
    return AppendPlanner.decide(batch, FACTS, Clock.systemUTC());
  }

  /** Judges 64 appends of one event. */
  @Benchmark
  public GroupOutcome decideSingles() {
    return AppendPlanner.decide(singles, FACTS, Clock.systemUTC());
  }

  private AppendRequest request(int from, int to) {
    List<NewEvent> events = Sample.events(from, to, Sample::keyed).stream()
        .map(event -> new NewEvent(
            event.type(),
            String.valueOf(event.idempotencyKey()),
            keyed,
            List.of(),
            CanonicalJson.write(event.metadata()),
            event.data(),
            0))
        .toList();
    StreamWrite write = new StreamWrite(Sample.STREAM, ExpectedVersion.any(), events);
    return new AppendRequest(List.of(write), List.of());
  }
}
