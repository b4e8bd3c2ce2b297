package dev.eventstreams.spi;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A notifier without a source of hints: it waits for the timeout or for its close. */
final class SilentNotifier implements Notifier {

  private final CountDownLatch closed = new CountDownLatch(1);

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    boolean unused = closed.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    return false;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
