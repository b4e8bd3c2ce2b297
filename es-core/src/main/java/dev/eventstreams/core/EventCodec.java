package dev.eventstreams.core;

import dev.eventstreams.Snapshot;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.adapter.CanonicalJson;
import dev.eventstreams.core.adapter.Micros;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.LazyMetadata;
import dev.eventstreams.spi.Names;
import dev.eventstreams.spi.StorageLimits;
import dev.eventstreams.spi.StoredSnapshot;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decodes stored events for applications, and encodes and decodes snapshots, in the caller's
 * thread. Never returns encrypted data as it is stored: data that cannot be decrypted is redacted,
 * or throws.
 */
final class EventCodec {

  static final int PLAIN = 0;

  private final int maxStateBytes;
  private final int maxStoredBytes;
  private final @Nullable Vault vault;
  private final boolean redactUnknown;

  EventCodec(StoreOptions options, StorageLimits backend, @Nullable Vault vault) {
    this.maxStateBytes = options.limits().within(backend).maxDataBytes();
    this.maxStoredBytes = backend.maxDataBytes();
    this.vault = vault;
    this.redactUnknown = options.encryption().isUnknownRedacted();
  }

  /**
   * Returns the token of the current lease: decrypted data may be kept while the token stays the
   * same. Null without encryption: data may then be kept for ever.
   */
  @Nullable Object lease() {
    return vault == null ? null : vault.lease().token();
  }

  /**
   * Decodes an event; it is redacted if its keys are forgotten, or if
   * {@link Encryption#redactUnknown()} applies to its data.
   */
  StoredEvent decode(EventRecord record) {
    Content content = content(record);
    StoredEvent.Builder event = StoredEvent.builder(
            record.streamId(), record.version(), record.type())
        .position(record.position())
        .id(record.id())
        .timestamp(Micros.toInstant(record.timestamp()))
        .metadata(metadata(record))
        .data(content.bytes());
    if (!record.tags().isEmpty()) {
      event.tags(record.tags());
    }
    return content.redaction() == null
        ? event.build()
        : event.redacted(content.redaction()).build();
  }

  private Content content(EventRecord record) {
    if (vault != null) {
      return vault.open(record);
    }
    return record.format() == PLAIN
        ? Content.of(record.data())
        : sealed(record.format(), Place.of(record));
  }

  private static Map<String, @Nullable Object> metadata(EventRecord record) {
    if (record.metadata().equals("{}")) {
      return Map.of();
    }
    String streamId = record.streamId();
    long position = record.position();
    return new LazyMetadata(record.metadata(), json -> parse(json, streamId, position));
  }

  private static Map<String, @Nullable Object> parse(String json, String streamId, long position) {
    try {
      return CanonicalJson.read(json);
    } catch (IllegalArgumentException e) {
      throw new StorageException(
          "the store is damaged: the metadata of position " + position + ", of stream "
              + Names.quote(streamId) + ", cannot be read: " + e.getMessage(),
          e);
    }
  }

  StoredSnapshot encode(Snapshot snapshot) {
    Limits.checkData("state", snapshot.state().length(), maxStateBytes);
    snapshot.state().resolve();
    long timestamp = Micros.of(snapshot.timestamp());
    if (vault != null) {
      StoredSnapshot sealed = vault.seal(snapshot, timestamp);
      Limits.checkData("encrypted state", sealed.state().length(), maxStoredBytes);
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

  /**
   * Decodes a snapshot; empty if its keys are forgotten, or if {@link Encryption#redactUnknown()}
   * applies to its state.
   */
  Optional<Snapshot> decode(StoredSnapshot stored) {
    Content content = content(stored);
    if (content.redaction() != null) {
      return Optional.empty();
    }
    return Optional.of(new Snapshot(
        stored.source(),
        stored.projection(),
        stored.version(),
        content.bytes(),
        Micros.toInstant(stored.timestamp())));
  }

  private Content content(StoredSnapshot stored) {
    if (vault != null) {
      return vault.open(stored);
    }
    return stored.format() == PLAIN
        ? Content.of(stored.state())
        : sealed(stored.format(), Place.of(stored));
  }

  private Content sealed(int format, Place place) {
    if (!redactUnknown) {
      throw place.failure(
          "its data is encrypted (format " + format + "), and this store was opened without a key: "
              + "open it with Encryption.withKey, withPassphrase or with(KeyRing), or with "
              + "Encryption.none().redactUnknown() to read its metadata alone",
          null);
    }
    return Content.NOT_FOR_READER;
  }
}
