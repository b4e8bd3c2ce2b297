package dev.eventstreams.tck;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendResult;
import dev.eventstreams.EventSource;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.ForgetResult;
import dev.eventstreams.StoreMetrics;
import java.util.concurrent.CompletableFuture;

/** A store that passes every call on; a breakage overrides the calls that it breaks. */
abstract class BrokenStore implements EventStore {

  final EventStore sound;

  BrokenStore(EventStore sound) {
    this.sound = sound;
  }

  @Override
  public EventStream stream(String id) {
    return sound.stream(id);
  }

  @Override
  public EventSource all() {
    return sound.all();
  }

  @Override
  public long head() {
    return sound.head();
  }

  @Override
  public AppendResult append(AppendBatch batch) {
    return sound.append(batch);
  }

  @Override
  public CompletableFuture<AppendResult> appendAsync(AppendBatch batch) {
    return sound.appendAsync(batch);
  }

  @Override
  public ForgetResult forget(String recipient) {
    return sound.forget(recipient);
  }

  @Override
  public StoreMetrics metrics() {
    return sound.metrics();
  }

  @Override
  public void close() {
    sound.close();
  }
}
