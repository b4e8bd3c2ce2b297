package dev.eventstreams.store.file;

import dev.eventstreams.spi.Notifier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hints when the content of the file {@code head} has changed. Looks at the file two hundred times
 * a second.
 */
final class HeadNotifier implements Notifier {

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Path head;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Published seen;

  HeadNotifier(Path head) {
    this.head = head;
    this.seen = look();
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      Published now = look();
      if (!Objects.equals(now, seen)) {
        seen = now;
        return closed.getCount() > 0;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0 || closed.await(Math.min(left, POLL_NANOS), TimeUnit.NANOSECONDS)) {
        return false;
      }
    }
  }

  // A file that cannot be read counts as a change. The reader that follows the hint gets the
  // reason.
  private @Nullable Published look() {
    try {
      return Published.read(head);
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
