package dev.eventstreams.core;

import dev.eventstreams.Cursor;
import dev.eventstreams.EventFilter;
import dev.eventstreams.Events;
import dev.eventstreams.StoredEvent;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Flow;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A read that was not begun yet.
 *
 * @param predicate judges decrypted events in this process; null for all
 */
record EventQuery(
    CoreStore store, Selection selection, @Nullable Predicate<? super StoredEvent> predicate)
    implements Events {

  private Events of(Selection narrower) {
    return new EventQuery(store, narrower, predicate);
  }

  @Override
  public Events from(long first) {
    return of(selection.from(first));
  }

  @Override
  public Events after(long last) {
    return of(selection.after(last));
  }

  @Override
  public Events after(Cursor cursor) {
    return of(selection.after(cursor));
  }

  @Override
  public Events upTo(long last) {
    return of(selection.upTo(last));
  }

  @Override
  public Events limit(long count) {
    return of(selection.limit(count));
  }

  @Override
  public Events backwards() {
    return of(selection.reversed());
  }

  @Override
  public Events where(EventFilter more) {
    return of(selection.where(more));
  }

  @Override
  public Iterator<StoredEvent> iterator() {
    return store.reader(this);
  }

  @Override
  public Stream<StoredEvent> stream() {
    int inOrder = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE;
    return StreamSupport.stream(
        () -> Spliterators.spliteratorUnknownSize(iterator(), inOrder), inOrder, false);
  }

  @Override
  public Flow.Publisher<StoredEvent> publisher() {
    return new PullPublisher<>(() -> store.reader(this), store.executor());
  }
}
