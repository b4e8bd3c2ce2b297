package dev.eventstreams.core;

import dev.eventstreams.EventFilter;
import dev.eventstreams.Events;
import dev.eventstreams.StoredEvent;
import java.util.Iterator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Flow;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The events that a read returns, and their order. */
record EventQuery(
    CoreStore store,
    @Nullable String source,
    long after,
    long upTo,
    long limit,
    boolean reversed,
    EventFilter filter,
    @Nullable Predicate<? super StoredEvent> predicate)
    implements Events {

  /** Returns a query for all events of a stream, or of the store if the source is null. */
  static EventQuery all(
      CoreStore store,
      @Nullable String source,
      @Nullable Predicate<? super StoredEvent> predicate) {
    return new EventQuery(
        store, source, 0, Long.MAX_VALUE, Long.MAX_VALUE, false, EventFilter.all(), predicate);
  }

  @Override
  public Events from(long first) {
    return new EventQuery(
        store, source, Bounds.before("from", first), upTo, limit, reversed, filter, predicate);
  }

  @Override
  public Events after(long last) {
    return new EventQuery(
        store, source, Bounds.notNegative("after", last), upTo, limit, reversed, filter, predicate);
  }

  @Override
  public Events upTo(long last) {
    return new EventQuery(
        store, source, after, Bounds.notNegative("upTo", last), limit, reversed, filter, predicate);
  }

  @Override
  public Events limit(long count) {
    return new EventQuery(
        store,
        source,
        after,
        upTo,
        Bounds.notNegative("limit", count),
        reversed,
        filter,
        predicate);
  }

  @Override
  public Events backwards() {
    return new EventQuery(store, source, after, upTo, limit, true, filter, predicate);
  }

  @Override
  public Events where(EventFilter more) {
    Objects.requireNonNull(more, "filter");
    return new EventQuery(store, source, after, upTo, limit, reversed, filter.and(more), predicate);
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
