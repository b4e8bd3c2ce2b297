package dev.eventstreams.tck;

import dev.eventstreams.AppendResult;
import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStream;
import dev.eventstreams.Events;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.Snapshot;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.StreamMetrics;
import dev.eventstreams.Watch;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** A stream that passes every call on; a breakage overrides the calls that it breaks. */
abstract class BrokenStream implements EventStream {

  final EventStream sound;

  BrokenStream(EventStream sound) {
    this.sound = sound;
  }

  @Override
  public String id() {
    return sound.id();
  }

  @Override
  public long version() {
    return sound.version();
  }

  @Override
  public AppendResult append(ExpectedVersion expected, List<CandidateEvent> events) {
    return sound.append(expected, events);
  }

  @Override
  public CompletableFuture<AppendResult> appendAsync(
      ExpectedVersion expected, List<CandidateEvent> events) {
    return sound.appendAsync(expected, events);
  }

  @Override
  public Events read() {
    return sound.read();
  }

  @Override
  public Events search(Predicate<? super StoredEvent> predicate) {
    return sound.search(predicate);
  }

  @Override
  public Watch.Builder<StoredEvent> watch() {
    return sound.watch();
  }

  @Override
  public <S> Watch.Builder<S> readAndWatch(
      S initial, BiFunction<? super S, ? super StoredEvent, ? extends S> fold) {
    return sound.readAndWatch(initial, fold);
  }

  @Override
  public Optional<Snapshot> loadSnapshot(String projection) {
    return sound.loadSnapshot(projection);
  }

  @Override
  public void saveSnapshot(String projection, long version, Bytes state) {
    sound.saveSnapshot(projection, version, state);
  }

  @Override
  public StreamMetrics metrics() {
    return sound.metrics();
  }
}
