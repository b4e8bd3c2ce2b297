package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits until another thread has made a condition true. */
final class Await {

  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

  private Await() {}

  static void until(BooleanSupplier condition, String what) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, what + ": not within two minutes");
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
