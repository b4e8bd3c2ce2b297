package dev.eventstreams.graph;

import dev.eventstreams.Bytes;
import dev.eventstreams.EventSource;
import dev.eventstreams.Events;
import dev.eventstreams.Snapshot;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.StreamMetrics;
import dev.eventstreams.Watch;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** A source as it is after the person of its first events was forgotten: their data is gone. */
record Forgetful(EventSource source, long forgotten) implements EventSource {

  @Override
  public <S> Watch.Builder<S> readAndWatch(
      S initial, BiFunction<? super S, ? super StoredEvent, ? extends S> fold) {
    return source.readAndWatch(initial, (state, event) -> fold.apply(state, asItIsNow(event)));
  }

  private StoredEvent asItIsNow(StoredEvent event) {
    return event.version() > forgotten
        ? event
        : new StoredEvent(
            event.id(),
            event.streamId(),
            event.position(),
            event.version(),
            event.timestamp(),
            event.type(),
            Bytes.empty(),
            event.metadata(),
            true);
  }

  @Override
  public Events read() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Events search(Predicate<? super StoredEvent> predicate) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Watch.Builder<StoredEvent> watch() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Snapshot> loadSnapshot(String projection) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void saveSnapshot(String projection, long version, Bytes state) {
    throw new UnsupportedOperationException();
  }

  @Override
  public StreamMetrics metrics() {
    throw new UnsupportedOperationException();
  }
}
