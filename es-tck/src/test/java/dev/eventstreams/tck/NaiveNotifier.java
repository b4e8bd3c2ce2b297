package dev.eventstreams.tck;

import dev.eventstreams.spi.Notifier;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Gives a hint when the length of the file has changed; checks it every 5 ms. */
final class NaiveNotifier implements Notifier {

  private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final NaiveFile file;
  private final CountDownLatch closed = new CountDownLatch(1);
  private long known = -1;

  NaiveNotifier(NaiveFile file) {
    this.file = file;
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (System.nanoTime() - deadline < 0) {
      if (closed.await(LOOK_EVERY_NANOS, TimeUnit.NANOSECONDS)) {
        return false;
      }
      long length = file.length();
      if (length != known) {
        known = length;
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
