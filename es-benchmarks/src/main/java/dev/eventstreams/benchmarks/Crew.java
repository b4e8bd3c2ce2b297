package dev.eventstreams.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that begin the same work at the same moment. */
final class Crew {

  private Crew() {}

  /** The work of one thread. */
  interface Job {

    /** Does the work; the number is 0 for the first thread of the crew. */
    void run(int number) throws Exception;
  }

  /** Returns the nanoseconds until all threads have done the work; fails if a thread fails. */
  static long time(int size, Job job) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(size);
    try {
      CountDownLatch ready = new CountDownLatch(size);
      CountDownLatch start = new CountDownLatch(1);
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        int number = i;
        done.add(executor.submit(() -> {
          ready.countDown();
          start.await();
          job.run(number);
          return null;
        }));
      }
      ready.await();
      long begin = System.nanoTime();
      start.countDown();
      for (Future<?> future : done) {
        future.get();
      }
      return System.nanoTime() - begin;
    } finally {
      executor.shutdownNow();
    }
  }
}
