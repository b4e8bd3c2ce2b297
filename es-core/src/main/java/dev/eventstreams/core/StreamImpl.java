package dev.eventstreams.core;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendResult;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StreamMetrics;
import dev.eventstreams.spi.StreamHead;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One stream: its id and its store, and no state that can become stale. */
final class StreamImpl extends SourceImpl implements EventStream {

  private final String id;

  StreamImpl(CoreStore store, String id) {
    super(store, id);
    this.id = id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public long version() {
    return store.head(id).last();
  }

  private record Metrics(
      String stream, long version, long eventCount, Optional<Instant> lastTimestamp)
      implements StreamMetrics {}

  @Override
  public StreamMetrics metrics() {
    StreamHead head = store.head(id);
    return new Metrics(id, head.last(), head.count(), CoreStore.lastTimestamp(head));
  }

  @Override
  public AppendResult append(ExpectedVersion expected, List<CandidateEvent> events) {
    return store.append(AppendBatch.of(id, expected, events));
  }

  @Override
  public CompletableFuture<AppendResult> appendAsync(
      ExpectedVersion expected, List<CandidateEvent> events) {
    return store.appendAsync(AppendBatch.of(id, expected, events));
  }
}
