package dev.eventstreams.core;

import dev.eventstreams.EventFilter;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Looks for events that other store objects and processes append, and puts them into the tail.
 * Looks after each hint of the backend, and after the poll interval if there was no hint.
 */
final class Tailer implements Runnable {

  private static final System.Logger LOG = System.getLogger(Tailer.class.getName());
  private static final int PAGE = 1_024;
  private static final long PAGE_BYTES = 1 << 20;

  private final GuardedStorage storage;
  private final Tail tail;
  private final WatchHub hub;
  private final Duration pollInterval;
  private final Notifier notifier;
  private final Notifier pause = Notifier.silent();
  private boolean failing;
  private boolean deaf;
  private volatile boolean stopped;

  private Tailer(GuardedStorage storage, Tail tail, WatchHub hub, Duration pollInterval) {
    this.storage = storage;
    this.tail = tail;
    this.hub = hub;
    this.pollInterval = pollInterval;
    this.notifier = storage.notifier();
  }

  static Tailer start(GuardedStorage storage, Tail tail, WatchHub hub, Duration pollInterval) {
    Tailer tailer = new Tailer(storage, tail, hub, pollInterval);
    try {
      Thread thread = new Thread(tailer, "es-tailer " + storage.location());
      thread.setDaemon(true);
      thread.start();
    } catch (RuntimeException | Error e) { // for example, the thread cannot start
      tailer.close();
      throw e;
    }
    return tailer;
  }

  void close() {
    stopped = true;
    pause.close();
    try {
      notifier.close();
    } catch (RuntimeException e) { // the caller that closes a watch cannot repair it
      LOG.log(Level.WARNING, "cannot close the source of hints", e);
    }
  }

  // Without this thread, watches would wait for ever. So it survives an Error too, also one in a
  // handler: even a literal takes memory when it is first used.
  @Override
  public void run() {
    while (!stopped) {
      try {
        attempt();
      } catch (Throwable e) {
        failing = true;
      }
    }
  }

  private void attempt() throws InterruptedException {
    try {
      look();
      failing = false;
    } catch (StoreClosedException e) {
      stopped = true;
    } catch (RuntimeException | Error e) {
      report(failing, "cannot look for new events; trying again every ", e);
      failing = true;
    }
  }

  private void look() throws InterruptedException {
    boolean hinted = awaitHint();
    hub.settle();
    if (hinted || isChanged()) {
      catchUp();
    }
  }

  private boolean awaitHint() throws InterruptedException {
    try {
      boolean hinted = notifier.await(pollInterval);
      deaf = false;
      return hinted;
    } catch (RuntimeException | Error e) {
      report(deaf, "no hints of new events; looking every ", e);
      deaf = true;
      boolean unused = pause.await(pollInterval);
      return false;
    }
  }

  // A lost store stays lost, and each look finds that again. So a watch that is opened meanwhile,
  // or could not be woken, fails at the next look.
  private void report(boolean warned, String message, Throwable cause) {
    if (cause instanceof StorageException failure && failure.lost()) {
      hub.fail(failure);
    } else {
      warn(warned, message, cause);
    }
  }

  // If memory is short there is no warning: this thread is more important.
  private void warn(boolean warned, String message, Throwable cause) {
    if (warned || stopped) {
      return;
    }
    try {
      LOG.log(Level.WARNING, message + pollInterval, cause);
    } catch (Throwable e) {
      return;
    }
  }

  // Asking for the head costs less than a page, and is all that is needed if there are no new
  // events.
  private boolean isChanged() {
    long known = tail.head();
    return storage.head(null).last() != known;
  }

  // Does not ask for the head: every page contains the head of the page's snapshot. The tail's head
  // is read first: everything up to it is committed, so a store that ends before it was set back.
  private void catchUp() {
    long known = tail.head();
    boolean more = true;
    while (more && !stopped) {
      Page page = storage.read(
          new PageRequest(null, known, Long.MAX_VALUE, false, EventFilter.all(), PAGE, PAGE_BYTES));
      if (page.scannedTo() < known) {
        tail.setBackTo(page.scannedTo());
        hub.unsettle();
        return;
      }
      if (page.scannedTo() == known) {
        return;
      }
      hub.publish(tail, known, page.records(), page.scannedTo());
      known = page.scannedTo();
      more = page.more();
    }
  }
}
