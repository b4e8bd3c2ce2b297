package dev.eventstreams.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.eventstreams.EventStore;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The cost of an open store while nothing happens. The limit is this process without a store. */
final class IdleWorkloads {

  private static final Row STORE =
      Row.of("idle_cpu", "one open store, nothing to do", Unit.PERCENT_OF_A_CORE);
  private static final Row WATCHERS = new Row(
      "idle_cpu_100_watchers",
      "one open store, 100 watchers, nothing to do",
      Unit.PERCENT_OF_A_CORE,
      Target.none().bound(1));

  private static final Duration LOOKING = Duration.ofSeconds(5);
  private static final Duration SETTLING = Duration.ofSeconds(1);

  private IdleWorkloads() {}

  static List<Workload> all() {
    return List.of(
        Workload.of(STORE, run -> measure(run, STORE, 0)),
        Workload.of(WATCHERS, run -> measure(run, WATCHERS, 100)));
  }

  private static void measure(Run run, Row row, int watchers) throws Exception {
    run.inTurn(
        () -> {
          List<Watcher> watching = new ArrayList<>();
          try (EventStore store = run.open(run.freshDatabase())) {
            for (int i = 0; i < watchers; i++) {
              watching.add(Watcher.of(store.stream("user-" + i), Used::look));
            }
            run.ours(row, percentOfACore(run));
            for (Watcher watcher : watching) {
              watcher.check();
              watcher.close();
            }
          }
        },
        () -> run.limit(row, percentOfACore(run)));
  }

  private static double percentOfACore(Run run) throws InterruptedException {
    Thread.sleep(run.lasting(SETTLING).toMillis());
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long begin = System.nanoTime();
    long cpu = system.getProcessCpuTime();
    Thread.sleep(run.lasting(LOOKING).toMillis());
    cpu = system.getProcessCpuTime() - cpu;
    return 100.0 * cpu / (System.nanoTime() - begin);
  }
}
