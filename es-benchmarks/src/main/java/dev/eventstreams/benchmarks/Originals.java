package dev.eventstreams.benchmarks;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The figures of the design's original, py-event-sourcing 1.0.3 (Python, aiosqlite), on a two-core
 * machine: once on a quiet machine, and once beside other work. The better of the two is the figure
 * to beat.
 */
final class Originals {

  private record Figures(double quiet, double beside) {}

  private static final Map<String, Figures> FIGURES = Map.ofEntries(
      both("upstream_write", 61_838),
      both("upstream_read", 149_485),
      both("upstream_snapshot", 1.6),
      both("encrypted_upstream_write", 61_838),
      both("encrypted_upstream_read", 149_485),
      of("append_single_seq", 1_514, 2_342),
      of("append_single_seq_keyed_occ", 894, 789),
      of("append_batch_1000", 29_415, 31_890),
      of("append_batch_1000_keyed", 39_741, 46_789),
      of("append_concurrent_50", 1_242, 2_559),
      of("append_occ_contended_8", 294, 668),
      of("open_stream", 3_815, 5_592),
      of("read_stream_100k", 85_449, 88_941),
      of("read_stream_100k_x4", 72_988, 154_009),
      of("read_stream_tail", 2_053, 2_955),
      of("read_all_100k", 88_210, 167_858),
      of("read_all_filter_type", 810_579, 1_145_884),
      of("read_all_filter_design", 1_706_574, 1_987_094),
      of("read_all_filter_stream", 10_017_920, 13_602_246),
      of("read_all_filter_nested", 273_853, 265_222),
      of("snapshot_save", 2_947, 4_250),
      of("snapshot_load", 2_880, 4_144),
      of("metrics", 60, 42),
      of("watch_burst_10k", 26_206, 27_601),
      of("watch_fanout_20", 418_032, 317_013),
      of("watch_replay_100k", 100_385, 82_091),
      both("watch_latency_idle p50", 1.5),
      both("watch_latency_idle p99", 3.1),
      both("watch_latency_paced p50", 104),
      both("watch_latency_paced p99", 203),
      of("idle_cpu", 84, 99));

  private Originals() {}

  /**
   * Returns the better of the two figures of a row, or null if the original has no figure for that
   * work.
   */
  static @Nullable Double better(Row row) {
    Figures figures = FIGURES.get(row.name());
    return figures == null ? null : row.unit().better(figures.quiet, figures.beside);
  }

  /** Returns the names of the rows for which the original has figures. */
  static Set<String> rows() {
    return FIGURES.keySet();
  }

  private static Map.Entry<String, Figures> of(String row, double quiet, double beside) {
    return Map.entry(row, new Figures(quiet, beside));
  }

  private static Map.Entry<String, Figures> both(String row, double figure) {
    return of(row, figure, figure);
  }
}
