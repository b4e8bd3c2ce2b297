package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.StoreClosedException;
import dev.eventstreams.spi.StreamHead;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The backend is closed when no call is under way, or after the timeout; an interrupt changes
 * neither.
 */
@Timeout(60)
final class GuardedStorageTest {

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch leave = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean interruptSeen = new AtomicBoolean();
  private final GuardedStorage storage =
      new GuardedStorage(FakeHandle.of((method, arguments) -> switch (method) {
        case "head" -> head();
        case "close" -> {
          interruptSeen.set(Thread.currentThread().isInterrupted());
          closed.set(true);
          yield null;
        }
        default -> null;
      }));

  private StreamHead head() throws InterruptedException {
    entered.countDown();
    leave.await();
    return new StreamHead(1, 1, 0);
  }

  private FutureTask<Long> callUnderWay() throws InterruptedException {
    FutureTask<Long> call = new FutureTask<>(() -> storage.head(null).last());
    new Thread(call).start();
    entered.await();
    return call;
  }

  @Test
  void closingWaitsForACallEvenIfInterrupted() throws Exception {
    FutureTask<Long> call = callUnderWay();
    storage.refuse();
    FutureTask<Boolean> closing = new FutureTask<>(() -> {
      storage.close(TimeUnit.MINUTES.toNanos(5));
      return Thread.currentThread().isInterrupted();
    });
    Thread thread = new Thread(closing);
    thread.start();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    thread.interrupt();
    assertThrows(TimeoutException.class, () -> closing.get(100, TimeUnit.MILLISECONDS));
    assertFalse(closed.get());
    leave.countDown();
    assertTrue(closing.get(), "the closing thread is interrupted again");
    assertEquals(1, call.get());
    assertTrue(closed.get());
    assertFalse(interruptSeen.get(), "the backend saw the interrupt");
  }

  @Test
  void closingWaitsNoLongerThanItsTimeout() throws Exception {
    FutureTask<Long> call = callUnderWay();
    storage.refuse();
    storage.close(TimeUnit.MILLISECONDS.toNanos(20));
    assertTrue(closed.get());
    assertFalse(Thread.currentThread().isInterrupted());
    leave.countDown();
    assertEquals(1, call.get());
  }

  @Test
  void callAfterTheRefusalDoesNotReachTheBackend() {
    storage.refuse();
    StoreClosedException refused =
        assertThrows(StoreClosedException.class, () -> storage.head(null));
    assertTrue(refused.toString().contains("nowhere"), refused.toString());
    assertEquals(1, entered.getCount());
    storage.close(TimeUnit.MINUTES.toNanos(5));
  }
}
