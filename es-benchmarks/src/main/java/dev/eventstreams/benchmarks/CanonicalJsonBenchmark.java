package dev.eventstreams.benchmarks;

import dev.eventstreams.core.adapter.CanonicalJson;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The cost of writing and reading one event's metadata. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CanonicalJsonBenchmark {

  private Map<String, @Nullable Object> metadata;
  private Map<String, @Nullable Object> decimals;
  private String text;

  /** Makes the metadata. */
  @Setup
  public void prepare() {
    metadata = Sample.event(12_345).metadata();
    decimals = Sample.event(12_345).withMetadata("price", 1234.56).metadata();
    text = CanonicalJson.write(metadata);
  }

  /** Writes a string, a whole number and an object. */
  @Benchmark
  public String write() {
    return CanonicalJson.write(metadata);
  }

  /** Writes the same and one number with decimals. */
  @Benchmark
  public String writeDecimals() {
    return CanonicalJson.write(decimals);
  }

  /** Reads the written text. */
  @Benchmark
  public Map<String, @Nullable Object> read() {
    return CanonicalJson.read(text);
  }
}
