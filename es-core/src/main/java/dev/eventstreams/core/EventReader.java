package dev.eventstreams.core;

import com.google.common.base.Throwables;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Page;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One read: decodes event after event. A read of one page ends at the head that the page saw; a
 * longer read ends at the head that it found right after its first page (R5). For one thread at a
 * time.
 */
final class EventReader implements Iterator<StoredEvent>, Pull<StoredEvent> {

  private final PageReader pages;
  private final EventCodec codec;
  private final HeadProbe probe;
  private final @Nullable Predicate<? super StoredEvent> predicate;
  private long left;
  private List<EventRecord> page = List.of();
  private int at;
  private boolean begun;
  private boolean more = true;
  private @Nullable StoredEvent next;
  private @Nullable Throwable failure;

  /** Returns the head, where a read of more than one page ends. */
  interface HeadProbe {
    long head();
  }

  EventReader(
      PageReader pages,
      EventCodec codec,
      HeadProbe probe,
      @Nullable Predicate<? super StoredEvent> predicate,
      long limit) {
    this.pages = pages;
    this.codec = codec;
    this.probe = probe;
    this.predicate = predicate;
    this.left = limit;
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      next = poll();
    }
    return next != null;
  }

  @Override
  public StoredEvent next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the read is at its end");
    }
    StoredEvent event = next;
    next = null;
    return Objects.requireNonNull(event);
  }

  @Override
  public @Nullable StoredEvent poll() {
    Throwable before = failure;
    if (before != null) {
      Throwables.throwIfUnchecked(before);
    }
    try {
      return find();
    } catch (RuntimeException | Error e) { // an Error too: a later call must not skip an event
      failure = e;
      throw e;
    }
  }

  private @Nullable StoredEvent find() {
    while (left > 0) {
      while (at < page.size()) {
        StoredEvent event = codec.decode(page.get(at++));
        if (predicate == null || predicate.test(event)) {
          left--;
          return event;
        }
      }
      if (!more) {
        return null;
      }
      fetch();
    }
    return null;
  }

  private void fetch() {
    Page fetched = pages.next();
    if (!begun && fetched.more()) {
      pages.endAt(probe.head());
    }
    begun = true;
    page = fetched.records();
    at = 0;
    more = fetched.more();
  }

  @Override
  public boolean exhausted() {
    return left == 0 || (!more && at == page.size());
  }

  @Override
  public void delivered() {}

  @Override
  public void onSignal(Runnable signal) {}

  @Override
  public void close() {}
}
