package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.StreamHead;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A failure of the tailer is logged once until the tailer works again, and every event is still
 * found.
 */
@Timeout(60)
final class TailerFailureTest {

  private final Logger logger = Logger.getLogger(Tailer.class.getName());
  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final Handler handler = new Handler() {
    @Override
    public void publish(LogRecord record) {
      if (logThrows) {
        throw new OutOfMemoryError("made up: no memory to log");
      }
      logged.add(record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  };

  private final AtomicInteger waits = new AtomicInteger();
  private final AtomicInteger looks = new AtomicInteger();
  private final Semaphore signals = new Semaphore(0);
  private volatile boolean deaf;
  private volatile boolean logThrows;
  private volatile boolean away;
  private volatile long head;
  private GuardedStorage guarded;
  private WatchSource watch;

  @BeforeEach
  void open() {
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    guarded = new GuardedStorage(FakeHandle.of((method, arguments) -> switch (method) {
      case "head" -> head();
      case "read" -> page();
      case "notifier" -> new Hints();
      default -> null;
    }));
    WatchHub hub = new WatchHub(guarded, Duration.ofMillis(1));
    watch = new WatchSource(guarded, Runnable::run, hub, Selection.all(null), null);
    watch.onSignal(signals::release);
    watch.open(true);
  }

  @AfterEach
  void close() {
    watch.close();
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  private final class Hints implements Notifier {

    private final Notifier silent = Notifier.silent();

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
      waits.incrementAndGet();
      if (deaf) {
        throw new IllegalStateException("made up: deaf");
      }
      return silent.await(timeout);
    }

    @Override
    public void close() {
      silent.close();
      if (deaf) {
        throw new IllegalStateException("made up: cannot close");
      }
    }
  }

  private StreamHead head() {
    looks.incrementAndGet();
    if (away) {
      throw StorageException.unavailable("made up: away", null);
    }
    return new StreamHead(head, head, 0);
  }

  private Page page() {
    EventRecord event =
        new EventRecord("s", 1, 1, 0, "T", "id", false, List.of(), "{}", Bytes.empty(), 0);
    return new Page(List.of(event), 1, false);
  }

  /**
   * Returns once the counter has risen by {@code more}: all counted calls except the last are over,
   * with the steps that follow them.
   */
  private static void awaitMore(AtomicInteger counter, int more) {
    int goal = counter.get() + more;
    while (counter.get() < goal) {
      Thread.onSpinWait();
    }
  }

  @Test
  void hintsThatFailAreReportedOnceUntilOneIsAwaitedAgain() throws Exception {
    deaf = true;
    awaitMore(waits, 5);
    assertEquals(List.of("no hints of new events; looking every PT0.001S"), logged);
    head = 1; // the tailer looks without hints
    signals.acquire();
    assertNotNull(watch.peek());
    deaf = false;
    awaitMore(waits, 3);
    assertEquals(1, logged.size());
    deaf = true;
    awaitMore(waits, 5);
    assertEquals(2, logged.size());
  }

  @Test
  void looksThatFailAreReportedOnceUntilOneSucceeds() throws Exception {
    away = true;
    awaitMore(looks, 5);
    assertEquals(List.of("cannot look for new events; trying again every PT0.001S"), logged);
    away = false;
    awaitMore(looks, 3);
    away = true;
    awaitMore(looks, 5);
    assertEquals(2, logged.size());
    away = false;
    head = 1;
    signals.acquire();
    assertNotNull(watch.peek());
  }

  @Test
  void neitherAnInterruptNorALogThatThrowsEndsTheTailer() throws Exception {
    logThrows = true;
    away = true;
    awaitMore(looks, 3);
    Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("es-tailer nowhere"))
        .forEach(Thread::interrupt);
    awaitMore(looks, 3);
    away = false;
    head = 1;
    signals.acquire();
    assertNotNull(watch.peek());
  }

  @Test
  void tailerWithoutHintsEndsWithItsWatchDespiteALongPollInterval() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    deaf = true;
    WatchHub patient = new WatchHub(guarded, Duration.ofHours(1));
    WatchSource waiting =
        new WatchSource(guarded, Runnable::run, patient, Selection.all(null), null);
    waiting.open(true);
    Thread tailer = Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("es-tailer nowhere") && !before.contains(thread))
        .findFirst()
        .orElseThrow();
    assertTrue(tailer.isDaemon());
    while (tailer.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    waiting.close();
    tailer.join();
  }

  @Test
  void hintsThatCannotBeClosedAreReportedAndTheWatchIsClosed() {
    deaf = true;
    watch.close();
    assertTrue(watch.isClosed());
    assertTrue(logged.contains("cannot close the source of hints"), logged::toString);
  }
}
