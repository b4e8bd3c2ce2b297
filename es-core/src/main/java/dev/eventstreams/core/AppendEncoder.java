package dev.eventstreams.core;

import com.google.common.base.Utf8;
import dev.eventstreams.AppendBatch;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.core.adapter.CanonicalJson;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageLimits;
import dev.eventstreams.spi.StreamWrite;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the appends of applications into the form that backends take. Works in the caller's thread,
 * before anything is written: refuses an append that exceeds a limit, resolves deferred data, and
 * encrypts data if there is a key. Encryption may also be deferred: then the first read of the data
 * encrypts it. Safe for use by many threads.
 */
final class AppendEncoder {

  // Bytes for each event that its envelope may add beyond the limit of an append. The envelope of
  // an event for many recipients is larger, and the rest of it counts.
  private static final int FREE_BYTES = 128;

  private final Limits limits;
  private final StorageLimits backend;
  private final EventIds ids;
  private final @Nullable Vault vault;

  AppendEncoder(StoreOptions options, StorageLimits backend, @Nullable Vault vault) {
    this.limits = options.limits().within(backend);
    this.backend = backend;
    this.ids = new EventIds(options.clock());
    this.vault = vault;
  }

  /**
   * An append in the form that the backend takes, roughly the memory that it holds, and the
   * encryption that is left to threads that have time, or else to the backend's first read of the
   * data; null if none is left.
   */
  record Encoded(
      AppendRequest request, long bytes, @Nullable SealingTasks sealing) {}

  /**
   * Encodes an append.
   *
   * @throws IllegalArgumentException if a limit is exceeded
   * @throws dev.eventstreams.RecipientForgottenException if an event has a recipient who was
   *     forgotten
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
    Sum plain = new Sum(limits.maxBatchBytes());
    Sum sealed = new Sum(
        Math.min(backend.maxBatchBytes(), limits.maxBatchBytes() + FREE_BYTES * (long) events));
    Sealing sealing = vault == null || events == 0 ? null : vault.sealing();
    List<StreamWrite> writes = new ArrayList<>(batch.parts().size());
    for (AppendBatch.Part part : batch.parts()) {
      List<NewEvent> encoded = plain(part, plain);
      if (sealing != null) {
        encoded = sealed(part, encoded, sealing, sealed);
      }
      writes.add(new StreamWrite(part.streamId(), part.expected(), encoded));
    }
    long bytes = sealing == null ? plain.bytes : sealed.bytes;
    return new Encoded(
        new AppendRequest(writes, batch.conditions()),
        bytes + 128 * (1 + (long) events),
        sealing == null ? null : sealing.tasks());
  }

  private List<NewEvent> plain(AppendBatch.Part part, Sum sum) {
    List<NewEvent> encoded = new ArrayList<>(part.events().size());
    for (CandidateEvent event : part.events()) {
      NewEvent one = plain(event);
      sum.add(one.data().length() + one.metadataSize());
      one.data().resolve();
      encoded.add(one);
    }
    return encoded;
  }

  private NewEvent plain(CandidateEvent event) {
    Limits.checkData("data", event.data().length(), limits.maxDataBytes());
    String metadata = CanonicalJson.write(event.metadata());
    checkMetadata(metadata);
    String key = event.idempotencyKey();
    String id = key != null ? key : ids.next();
    return new NewEvent(
        event.type(),
        id,
        key != null,
        List.copyOf(event.tags()),
        metadata,
        event.data(),
        EventCodec.PLAIN);
  }

  // The recipients are determined in the caller's thread. The length of an envelope is known before
  // the envelope is made.
  private List<NewEvent> sealed(
      AppendBatch.Part part, List<NewEvent> plain, Sealing sealing, Sum sum) {
    DataKey[] keys = new DataKey[plain.size()];
    for (int i = 0; i < keys.length; i++) {
      NewEvent event = plain.get(i);
      keys[i] = sealing.key(part.streamId(), part.events().get(i));
      int length = Envelope.length(keys[i].header(), event.data());
      Limits.checkData("encrypted data", length, backend.maxDataBytes());
      sum.add(length + event.metadataSize());
    }
    return sealing.seal(part.streamId(), plain, keys);
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

  /**
   * A sum of bytes. It is checked at each step, so that an append far above the limit does not fill
   * the memory.
   */
  private static final class Sum {

    private final long limit;
    private long bytes;

    Sum(long limit) {
      this.limit = limit;
    }

    void add(int more) {
      bytes += more;
      if (bytes > limit) {
        throw new IllegalArgumentException(
            "an append of " + bytes + " bytes or more; the limit is " + limit);
      }
    }
  }
}
