package dev.eventstreams.core;

import dev.eventstreams.EventFilter;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a watch reads, and where it starts; without a start, it starts past the end at the time it
 * opens.
 */
final class WatchBuilder<T> implements Watch.Builder<T> {

  private final CoreStore store;
  private final @Nullable String stream;
  private final Supplier<Function<StoredEvent, T>> transform;
  private final @Nullable Long after;
  private final EventFilter filter;

  /**
   * Takes a supplier that makes a new transformation for each watch, because a transformation may
   * have state.
   */
  WatchBuilder(
      CoreStore store,
      @Nullable String stream,
      Supplier<Function<StoredEvent, T>> transform,
      @Nullable Long after,
      EventFilter filter) {
    this.store = store;
    this.stream = stream;
    this.transform = transform;
    this.after = after;
    this.filter = filter;
  }

  @Override
  public Watch.Builder<T> from(long first) {
    return after(Bounds.before("from", first));
  }

  @Override
  public Watch.Builder<T> after(long last) {
    return new WatchBuilder<>(store, stream, transform, Bounds.notNegative("after", last), filter);
  }

  @Override
  public Watch.Builder<T> where(EventFilter more) {
    Objects.requireNonNull(more, "filter");
    return new WatchBuilder<>(store, stream, transform, after, filter.and(more));
  }

  @Override
  public Watch<T> open() {
    return store.openWatch(stream, filter, after, transform.get());
  }
}
