package dev.eventstreams.core;

import dev.eventstreams.Cursor;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import dev.eventstreams.spi.EventRecord;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An open watch: passes the events of its source to one iterator or one subscriber, and moves the
 * cursor after each event.
 */
final class LiveWatch<T> implements Watch<T>, Pull<T> {

  private final WatchSource source;
  private final EventCodec codec;
  private final Executor executor;
  private final Function<? super StoredEvent, ? extends T> transform;
  private final AtomicReference<@Nullable Object> consumer = new AtomicReference<>();
  private @Nullable Runnable onCaughtUp;
  private volatile boolean caughtUp;
  private volatile @Nullable EventRecord last; // the last event that was delivered
  private volatile long place;
  private volatile @Nullable Cursor found; // the last cursor whose id was read from the store

  /**
   * Takes an open source, and the transformation of each event. If the transformation throws, the
   * watch fails, and its cursor stays before the event.
   */
  LiveWatch(
      WatchSource source,
      EventCodec codec,
      Executor executor,
      Function<? super StoredEvent, ? extends T> transform,
      Runnable onCaughtUp) {
    this.source = source;
    this.codec = codec;
    this.executor = executor;
    this.transform = transform;
    this.onCaughtUp = onCaughtUp;
    this.place = source.resumeAfter(0);
  }

  @Override
  public Iterator<T> iterator() {
    return consume(new WatchIterator<>(this));
  }

  @Override
  public Flow.Publisher<T> publisher() {
    return new PullPublisher<>(() -> consume(this), executor);
  }

  private <C> C consume(C by) {
    if (!consumer.compareAndSet(null, by)) {
      throw new IllegalStateException("a watch can be consumed only once; open a new watch");
    }
    if (by instanceof WatchIterator<?> iterator) {
      onSignal(iterator::wake);
    }
    return by;
  }

  @Override
  public Optional<T> next(Duration timeout) {
    return waiter().next(timeout);
  }

  @Override
  public List<T> nextBatch(int max, Duration timeout) {
    return waiter().nextBatch(max, timeout);
  }

  @SuppressWarnings("unchecked") // a Waiter is made here alone
  private Waiter<T> waiter() {
    Object known = consumer.get();
    return known instanceof Waiter ? (Waiter<T>) known : consume(new Waiter<>(this));
  }

  /** The iterator behind {@link #next(Duration)}: not an iterator that {@link #iterator()} gave. */
  private static final class Waiter<T> extends WatchIterator<T> {
    Waiter(LiveWatch<T> watch) {
      super(watch);
    }
  }

  // The last event is written before the place, so a place is never shown with the id of an earlier
  // event: the event at the place is then asked for.
  @Override
  public Cursor cursor() {
    long at = place;
    EventRecord delivered = last;
    if (delivered != null && source.place(delivered) == at) {
      return Cursor.at(at, delivered.id());
    }
    Cursor known = found;
    if (known != null && known.place() == at) {
      return known;
    }
    try {
      Cursor read = source.cursor(at);
      found = read;
      return read;
    } catch (StorageException | StoreClosedException e) { // an older cursor is right as well
      return delivered == null ? Cursor.at(at) : Cursor.at(source.place(delivered), delivered.id());
    }
  }

  @Override
  public long place() {
    return place;
  }

  @Override
  public boolean caughtUp() {
    return caughtUp;
  }

  @Override
  public boolean isClosed() {
    return source.isClosed();
  }

  @Override
  public void close() {
    source.close();
  }

  @Override
  public @Nullable T poll() {
    TailEvent event = source.peek();
    if (event != null) {
      caughtUp = false;
      return transform.apply(event.decode(codec));
    }
    place = source.resumeAfter(place);
    if (!source.isClosed()) {
      reportCaughtUp();
    }
    return null;
  }

  private void reportCaughtUp() {
    caughtUp = true;
    Runnable action = onCaughtUp;
    onCaughtUp = null;
    if (action != null) {
      action.run();
    }
  }

  @Override
  public void delivered() {
    EventRecord event = source.taken();
    last = event;
    place = source.resumeAfter(source.place(event));
  }

  @Override
  public boolean exhausted() {
    return source.isClosed();
  }

  @Override
  public @Nullable Throwable failure() {
    return source.failure();
  }

  @Override
  public void onSignal(Runnable signal) {
    source.onSignal(signal);
  }
}
