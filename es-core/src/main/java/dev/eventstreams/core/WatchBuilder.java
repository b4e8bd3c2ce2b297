package dev.eventstreams.core;

import dev.eventstreams.Cursor;
import dev.eventstreams.EventFilter;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a watch reads, and where it starts.
 *
 * @param transform makes a new transformation for each watch, because a transformation may have
 *     state
 * @param fromEnd whether the watch starts past the end at the time it opens: no start was given
 * @param caughtUp runs once the watch has delivered history
 */
record WatchBuilder<T>(
    CoreStore store,
    Selection selection,
    Supplier<Function<StoredEvent, T>> transform,
    boolean fromEnd,
    Runnable caughtUp)
    implements Watch.Builder<T> {

  private Watch.Builder<T> of(Selection narrower, boolean atEnd) {
    return new WatchBuilder<>(store, narrower, transform, atEnd, caughtUp);
  }

  @Override
  public Watch.Builder<T> from(long first) {
    return of(selection.from(first), false);
  }

  @Override
  public Watch.Builder<T> after(long last) {
    return of(selection.after(last), false);
  }

  @Override
  public Watch.Builder<T> after(Cursor cursor) {
    return of(selection.after(cursor), false);
  }

  @Override
  public Watch.Builder<T> upTo(long last) {
    return of(selection.upTo(last), fromEnd);
  }

  @Override
  public Watch.Builder<T> where(EventFilter more) {
    return of(selection.where(more), fromEnd);
  }

  @Override
  public Watch.Builder<T> onCaughtUp(Runnable action) {
    Objects.requireNonNull(action, "action");
    return new WatchBuilder<>(store, selection, transform, fromEnd, action);
  }

  @Override
  public Watch<T> open() {
    return store.openWatch(selection, fromEnd, transform.get(), caughtUp);
  }
}
