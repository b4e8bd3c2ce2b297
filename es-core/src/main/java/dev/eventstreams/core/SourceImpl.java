package dev.eventstreams.core;

import dev.eventstreams.Bytes;
import dev.eventstreams.EventSource;
import dev.eventstreams.Events;
import dev.eventstreams.Snapshot;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import dev.eventstreams.spi.Names;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reading, watching and snapshots of a stream or of the whole store. */
class SourceImpl implements EventSource {

  final CoreStore store;
  private final @Nullable String stream;

  /** Takes the stream's id, or null for the whole store. */
  SourceImpl(CoreStore store, @Nullable String stream) {
    this.store = store;
    this.stream = stream;
  }

  @Override
  public final Events read() {
    store.requireOpen();
    return new EventQuery(store, Selection.all(stream), null);
  }

  @Override
  public final Events search(Predicate<? super StoredEvent> predicate) {
    Objects.requireNonNull(predicate, "predicate");
    store.requireOpen();
    return new EventQuery(store, Selection.all(stream), predicate);
  }

  @Override
  public final Watch.Builder<StoredEvent> watch() {
    store.requireOpen();
    return new WatchBuilder<>(store, Selection.all(stream), Function::identity, true, () -> {});
  }

  @Override
  public final <S> Watch.Builder<S> readAndWatch(
      S initial, BiFunction<? super S, ? super StoredEvent, ? extends S> fold) {
    Objects.requireNonNull(initial, "initial");
    Objects.requireNonNull(fold, "fold");
    store.requireOpen();
    return new WatchBuilder<S>(
        store, Selection.all(stream), () -> new Folding<S>(initial, fold), false, () -> {});
  }

  /** The state of a fold, updated by each event. For one thread at a time. */
  private static final class Folding<S> implements Function<StoredEvent, S> {

    private final BiFunction<? super S, ? super StoredEvent, ? extends S> fold;
    private S state;

    Folding(S initial, BiFunction<? super S, ? super StoredEvent, ? extends S> fold) {
      this.fold = fold;
      this.state = initial;
    }

    @Override
    public S apply(StoredEvent event) {
      state = Objects.requireNonNull(fold.apply(state, event), "the fold returned null");
      return state;
    }
  }

  @Override
  public final Optional<Snapshot> loadSnapshot(String projection) {
    return store.loadSnapshot(name(), Names.projection(projection));
  }

  @Override
  public final void saveSnapshot(String projection, long version, Bytes state) {
    Names.projection(projection);
    Objects.requireNonNull(state, "state");
    long end = Selection.notNegative("snapshot version ", version) == 0
        ? 0
        : store.head(stream).last();
    if (version > end) {
      throw new IllegalArgumentException("snapshot version " + version + " is past the end of "
          + Names.quote(name()) + ", " + end);
    }
    store.saveSnapshot(name(), projection, version, state);
  }

  private String name() {
    return stream == null ? Names.ALL : stream;
  }

  @Override
  public final String toString() {
    return name() + " of " + store;
  }
}
