package dev.eventstreams.core;

import com.google.common.base.Utf8;
import dev.eventstreams.AppendBatch;
import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.DecryptionException;
import dev.eventstreams.Snapshot;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.adapter.CanonicalJson;
import dev.eventstreams.core.adapter.Micros;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.LazyMetadata;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageLimits;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Between events as applications see them and as backends store them, in the caller's thread: what a limit refuses goes no
 * further, and data that is not plain does not come back.
 */
final class EventCodec {

  private static final int PLAIN = 0;

  private final Limits limits;
  private final EventIds ids;

  EventCodec(StoreOptions options, StorageLimits backend) {
    Limits own = options.limits();
    this.limits = new Limits(
        Math.min(own.maxDataBytes(), backend.maxDataBytes()),
        own.maxMetadataBytes(),
        Math.min(own.maxBatchEvents(), backend.maxBatchEvents()),
        Math.min(own.maxBatchBytes(), backend.maxBatchBytes()));
    this.ids = new EventIds(options.clock());
  }

  /** An append as the backend takes it, and about how much memory it holds. */
  record Encoded(AppendRequest request, long bytes) {}

  Encoded encode(AppendBatch batch) {
    long events = 0;
    for (AppendBatch.Part part : batch.parts()) {
      events += part.events().size();
    }
    if (events > limits.maxBatchEvents()) {
      throw new IllegalArgumentException(
          "an append of " + events + " events; the limit is " + limits.maxBatchEvents());
    }
    long bytes = 0;
    List<StreamWrite> writes = new ArrayList<>(batch.parts().size());
    for (AppendBatch.Part part : batch.parts()) {
      List<NewEvent> encoded = new ArrayList<>(part.events().size());
      for (CandidateEvent event : part.events()) {
        NewEvent one = encode(event);
        bytes += one.data().length() + one.metadata().length();
        encoded.add(one);
      }
      writes.add(new StreamWrite(part.streamId(), part.expected(), encoded));
    }
    if (bytes > limits.maxBatchBytes()) {
      throw new IllegalArgumentException(
          "an append of " + bytes + " bytes; the limit is " + limits.maxBatchBytes());
    }
    return new Encoded(new AppendRequest(writes, batch.conditions()), bytes + 128 * (1 + events));
  }

  private NewEvent encode(CandidateEvent event) {
    checkData("data", event.data());
    String metadata = CanonicalJson.write(event.metadata());
    checkMetadata(metadata);
    String key = event.idempotencyKey();
    return new NewEvent(
        event.type(), key != null ? key : ids.next(), key != null, metadata, event.data(), PLAIN);
  }

  StoredEvent decode(EventRecord record) {
    requirePlain(record.format(), record.streamId(), record.version());
    return new StoredEvent(
        record.id(),
        record.streamId(),
        record.position(),
        record.version(),
        Micros.toInstant(record.timestamp()),
        record.type(),
        record.data(),
        metadata(record.metadata()),
        false);
  }

  private static Map<String, @Nullable Object> metadata(String json) {
    if (json.equals("{}")) {
      return Map.of();
    }
    return new LazyMetadata(json, CanonicalJson::read);
  }

  StoredSnapshot encode(Snapshot snapshot) {
    checkData("state", snapshot.state());
    return new StoredSnapshot(
        snapshot.streamId(),
        snapshot.projection(),
        snapshot.version(),
        Micros.of(snapshot.timestamp()),
        snapshot.state(),
        PLAIN);
  }

  Snapshot decode(StoredSnapshot stored) {
    requirePlain(stored.format(), stored.source(), stored.version());
    return new Snapshot(
        stored.source(),
        stored.projection(),
        stored.version(),
        stored.state(),
        Micros.toInstant(stored.timestamp()));
  }

  private void checkMetadata(String json) {
    if (json.length() <= limits.maxMetadataBytes() / 3) {
      return; // UTF-8 takes at most 3 bytes for a char
    }
    int bytes = Utf8.encodedLength(json);
    if (bytes > limits.maxMetadataBytes()) {
      throw new IllegalArgumentException(
          "metadata of " + bytes + " bytes as JSON; the limit is " + limits.maxMetadataBytes());
    }
  }

  private void checkData(String what, Bytes data) {
    if (data.length() > limits.maxDataBytes()) {
      throw new IllegalArgumentException(
          what + " of " + data.length() + " bytes; the limit is " + limits.maxDataBytes());
    }
  }

  private static void requirePlain(int format, String source, long version) {
    if (format != PLAIN) {
      throw new DecryptionException(
          source,
          version,
          "its data is encrypted (format " + format + "), and this store was opened without a key",
          null);
    }
  }
}
