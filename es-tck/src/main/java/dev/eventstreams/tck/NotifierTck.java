package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.StorageHandle;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Notifiers, below the store: closing the notifier or interrupting the thread ends a wait. */
public abstract class NotifierTck extends StoreTck {

  private static final Duration LONG = Duration.ofHours(1);

  /** For a backend's own class. */
  protected NotifierTck() {}

  private StorageHandle storage() {
    return closedAfterwards(openStorage(newStore()));
  }

  @Test
  @Rule("W5")
  void closingANotifierEndsItsWaiting() throws Exception {
    Notifier notifier = closedAfterwards(storage().notifier());
    CountDownLatch begun = new CountDownLatch(1);
    Work<Boolean> waiting = Work.start(patience(), () -> hinted(notifier, begun));
    begun.await();

    notifier.close();

    assertFalse(waiting.result(), "a closed notifier has a hint");
  }

  @Test
  @Rule("W5")
  void aClosedNotifierNeverWaits() throws Exception {
    Notifier notifier = storage().notifier();
    notifier.close();
    notifier.close();

    Work<Boolean> waiting = Work.start(patience(), () -> notifier.await(LONG));

    assertFalse(waiting.result(), "a closed notifier has a hint");
  }

  @Test
  @Rule("W5")
  void closingOneNotifierLeavesTheOthers() throws Exception {
    StorageHandle storage = storage();
    Notifier closed = storage.notifier();
    Notifier other = closedAfterwards(storage.notifier());
    closed.close();

    Work<Boolean> waiting = Work.start(patience(), () -> other.await(Duration.ofMillis(20)));

    waiting.result();
  }

  @Test
  @Rule("W5")
  void anInterruptEndsTheWaitingOfANotifier() throws Exception {
    Notifier notifier = closedAfterwards(storage().notifier());
    CountDownLatch begun = new CountDownLatch(1);
    Work<Boolean> waiting = Work.start(patience(), () -> hinted(notifier, begun));
    begun.await();

    waiting.interrupt();

    assertInstanceOf(InterruptedException.class, waiting.failure(), "the end of the wait");
  }

  // A hint may be spurious, so only a wait that ends without a hint counts.
  private static boolean hinted(Notifier notifier, CountDownLatch begun)
      throws InterruptedException {
    begun.countDown();
    for (int hints = 0; hints < 1_000; hints++) {
      if (!notifier.await(LONG)) {
        return false;
      }
    }
    return true;
  }
}
