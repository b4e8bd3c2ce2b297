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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Between events as applications see them and as backends store them, in the caller's thread: what a limit refuses goes no
 * further, and data that is not plain does not come back.
 */
final class EventCodec {

  static final int PLAIN = 0;

  // What each event of an append may have on top for its envelope; more, for many recipients,
  // counts.
  private static final int FREE_BYTES = 128;

  private final Limits limits;
  private final StorageLimits backend;
  private final EventIds ids;
  private final @Nullable Vault vault;
  private final boolean redactUnknown;

  EventCodec(StoreOptions options, StorageLimits backend, @Nullable Vault vault) {
    Limits own = options.limits();
    this.limits = new Limits(
        Math.min(own.maxDataBytes(), backend.maxDataBytes()),
        own.maxMetadataBytes(),
        Math.min(own.maxBatchEvents(), backend.maxBatchEvents()),
        Math.min(own.maxBatchBytes(), backend.maxBatchBytes()));
    this.backend = backend;
    this.ids = new EventIds(options.clock());
    this.vault = vault;
    this.redactUnknown = options.encryption().isUnknownRedacted();
  }

  /** Returns how long decrypted data may be kept; null if for ever, since there is none. */
  @Nullable KeyLease lease() {
    return vault == null ? null : vault.lease();
  }

  /** An append as the backend takes it, and about how much memory it holds. */
  record Encoded(AppendRequest request, long bytes) {}

  /**
   * Encodes an append, its data encrypted if there is a key.
   *
   * @throws IllegalArgumentException if a limit is passed
   * @throws dev.eventstreams.RecipientForgottenException if an event is for somebody who was forgotten
   */
  Encoded encode(AppendBatch batch) {
    int events = 0;
    for (AppendBatch.Part part : batch.parts()) {
      events += part.events().size();
    }
    if (events > limits.maxBatchEvents()) {
      throw new IllegalArgumentException(
          "an append of " + events + " events; the limit is " + limits.maxBatchEvents());
    }
    Sealing sealing = vault == null || events == 0 ? null : vault.sealing(events);
    long bytes = 0;
    long sealed = 0;
    List<StreamWrite> writes = new ArrayList<>(batch.parts().size());
    for (AppendBatch.Part part : batch.parts()) {
      List<NewEvent> encoded = new ArrayList<>(part.events().size());
      for (CandidateEvent event : part.events()) {
        NewEvent one = encode(part.streamId(), event, sealing);
        int metadata = one.metadata().length();
        bytes += event.data().length() + metadata;
        sealed += one.data().length() + metadata;
        // Looked at on the way, so that an append that is far too large does not fill the memory.
        checkBatch(bytes, limits.maxBatchBytes());
        checkBatch(sealed, sealedLimit(events));
        encoded.add(one);
      }
      writes.add(new StreamWrite(part.streamId(), part.expected(), encoded));
    }
    return new Encoded(
        new AppendRequest(writes, batch.conditions()), sealed + 128 * (1 + (long) events));
  }

  private long sealedLimit(int events) {
    return Math.min(backend.maxBatchBytes(), limits.maxBatchBytes() + FREE_BYTES * (long) events);
  }

  private static void checkBatch(long bytes, long limit) {
    if (bytes > limit) {
      throw new IllegalArgumentException(
          "an append of " + bytes + " bytes or more; the limit is " + limit);
    }
  }

  private NewEvent encode(String stream, CandidateEvent event, @Nullable Sealing sealing) {
    Bytes data = event.data();
    checkData("data", data, limits.maxDataBytes());
    String metadata = CanonicalJson.write(event.metadata());
    checkMetadata(metadata);
    String key = event.idempotencyKey();
    String id = key != null ? key : ids.next();
    int format = PLAIN;
    if (sealing != null) {
      data = sealing.seal(stream, id, event);
      format = Envelope.FORMAT;
      checkData("encrypted data", data, backend.maxDataBytes());
    }
    return new NewEvent(event.type(), id, key != null, metadata, data, format);
  }

  /** Decodes an event, redacted if its data can never be read again. */
  StoredEvent decode(EventRecord record) {
    Bytes data = data(record);
    return new StoredEvent(
        record.id(),
        record.streamId(),
        record.position(),
        record.version(),
        Micros.toInstant(record.timestamp()),
        record.type(),
        data == null ? Bytes.empty() : data,
        metadata(record.metadata()),
        data == null);
  }

  private @Nullable Bytes data(EventRecord record) {
    if (vault != null) {
      return vault.open(record);
    }
    return isReadable(record.format(), record.streamId(), record.version()) ? record.data() : null;
  }

  private static Map<String, @Nullable Object> metadata(String json) {
    if (json.equals("{}")) {
      return Map.of();
    }
    return new LazyMetadata(json, CanonicalJson::read);
  }

  StoredSnapshot encode(Snapshot snapshot) {
    checkData("state", snapshot.state(), limits.maxDataBytes());
    long timestamp = Micros.of(snapshot.timestamp());
    if (vault != null) {
      StoredSnapshot sealed = vault.seal(snapshot, timestamp);
      checkData("encrypted state", sealed.state(), backend.maxDataBytes());
      return sealed;
    }
    return new StoredSnapshot(
        snapshot.streamId(),
        snapshot.projection(),
        snapshot.version(),
        timestamp,
        snapshot.state(),
        PLAIN);
  }

  /** Decodes a snapshot; empty if it can never be read again. */
  Optional<Snapshot> decode(StoredSnapshot stored) {
    return Optional.ofNullable(state(stored))
        .map(state -> new Snapshot(
            stored.source(),
            stored.projection(),
            stored.version(),
            state,
            Micros.toInstant(stored.timestamp())));
  }

  private @Nullable Bytes state(StoredSnapshot stored) {
    if (vault != null) {
      return vault.open(stored);
    }
    return isReadable(stored.format(), stored.source(), stored.version()) ? stored.state() : null;
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

  private static void checkData(String what, Bytes data, int limit) {
    if (data.length() > limit) {
      throw new IllegalArgumentException(
          what + " of " + data.length() + " bytes; the limit is " + limit);
    }
  }

  private boolean isReadable(int format, String source, long version) {
    if (format != PLAIN && !redactUnknown) {
      throw new DecryptionException(
          source,
          version,
          "its data is encrypted (format " + format + "), and this store was opened without a key: "
              + "open it with Encryption.withKey, withPassphrase or with(KeyRing), or with "
              + "Encryption.none().redactUnknown() to read its metadata alone",
          null);
    }
    return format == PLAIN;
  }
}
