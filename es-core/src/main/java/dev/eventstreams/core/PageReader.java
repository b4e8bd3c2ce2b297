package dev.eventstreams.core;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Reads one page after another, and fetches the next page while the caller consumes the current
 * one.
 *
 * <p>Pages grow from the first to the fourth: a short read stays short, and a long read pays little
 * for each page. The executor runs the read-ahead; if it has not begun, the thread that needs the
 * page runs it. So a busy executor delays no reader. For one thread at a time.
 */
final class PageReader {

  private static final int FIRST_PAGE = 128;
  private static final int LAST_PAGE = 4_096;
  private static final long MAX_BYTES = 1 << 20;

  private final GuardedStorage storage;
  private final Executor executor;
  private final Selection selection;
  private long after;
  private long upTo;
  private long limit;
  private boolean begun;
  private int size = FIRST_PAGE;
  private @Nullable FutureTask<Page> ahead;

  /**
   * Reads the events of a selection.
   *
   * @param limit the most events, instead of the selection's limit
   */
  PageReader(GuardedStorage storage, Executor executor, Selection selection, long limit) {
    this.storage = storage;
    this.executor = executor;
    this.selection = selection;
    this.after = selection.after();
    this.upTo = selection.upTo();
    this.limit = limit;
  }

  /**
   * Returns the next page. A page without {@code more} is the last one.
   *
   * @throws dev.eventstreams.HistoryChangedException if the selection resumes after a cursor that
   *     does not fit the store; only the first page
   */
  Page next() {
    if (!begun) {
      Cursors.require(storage, selection);
      begun = true;
    }
    FutureTask<Page> fetched = ahead;
    boolean first = fetched == null && size == FIRST_PAGE;
    Page page = fetched == null ? storage.read(request()) : await(fetched);
    ahead = null;
    limit -= page.records().size();
    if (limit == 0 && page.more()) {
      page = new Page(page.records(), page.scannedTo(), false);
    }
    if (page.more()) {
      moveOn(page, first);
    }
    return page;
  }

  /** Ends the read at this version or position, unless it ends earlier anyway. */
  void endAt(long last) {
    upTo = Math.min(upTo, last);
  }

  private void moveOn(Page page, boolean first) {
    if (selection.backwards()) {
      upTo = page.scannedTo() - 1;
    } else {
      after = page.scannedTo();
    }
    size = Math.min(size * 4, LAST_PAGE);
    // Most readers stop within the first page; they must not pay for a second one.
    if (!first) {
      FutureTask<Page> task = new FutureTask<>(() -> storage.read(request()));
      ahead = task;
      readAhead(task);
    }
  }

  private void readAhead(FutureTask<Page> task) {
    try {
      executor.execute(task);
    } catch (Throwable e) { // an Error too: the thread that needs the page reads it
      return;
    }
  }

  private PageRequest request() {
    int events = (int) Math.min(size, limit);
    return new PageRequest(
        selection.stream(),
        after,
        upTo,
        selection.backwards(),
        selection.filter(),
        events,
        MAX_BYTES);
  }

  private static Page await(FutureTask<Page> task) {
    task.run(); // does nothing if the executor has begun it
    try {
      return Objects.requireNonNull(Uninterruptibles.getUninterruptibly(task));
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      Throwables.throwIfUnchecked(cause);
      throw new IllegalStateException(cause);
    }
  }
}
