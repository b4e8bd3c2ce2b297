package dev.eventstreams.core;

import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.spi.NewEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts the events of one append under one lease: few events at once, many events in chunks that
 * {@link #tasks} encrypt later. For one thread.
 */
final class Sealing {

  // Draws nonces for this many events at a time: a call of the generator costs more than its bytes.
  private static final int CHUNK = 128;

  private final Vault vault;
  private final KeyLease lease;
  private final SealingTasks tasks = new SealingTasks();
  private @Nullable DataKey recent;
  private Set<String> recipients = Set.of();

  Sealing(Vault vault, KeyLease lease) {
    this.vault = vault;
    this.lease = lease;
  }

  /** Returns the key for an event and counts one use of it for this event alone. */
  DataKey key(String stream, CandidateEvent event) {
    Set<String> wanted = vault.recipients(stream, event);
    DataKey key = recent;
    if (key == null || !wanted.equals(recipients) || !key.use()) {
      recipients = Set.copyOf(wanted);
      key = vault.dataKey(recipients, lease);
      recent = key;
    }
    return key;
  }

  /** Returns the encryption that is left; none of it has to be done before the write begins. */
  SealingTasks tasks() {
    return tasks;
  }

  /**
   * Returns the events with encrypted data, each encrypted with its key. If the events are many,
   * their data is encrypted when it is first read.
   */
  List<NewEvent> seal(String stream, List<NewEvent> plain, DataKey[] keys) {
    List<NewEvent> sealed = new ArrayList<>(keys.length);
    for (int from = 0; from < keys.length; from += CHUNK) {
      int to = Math.min(keys.length, from + CHUNK);
      Chunk chunk = new Chunk(stream, plain.subList(from, to), Arrays.copyOfRange(keys, from, to));
      if (keys.length > 2 * CHUNK) {
        chunk.defer(sealed);
      } else {
        chunk.seal(sealed);
      }
    }
    return sealed;
  }

  /** Consecutive events of a stream. */
  private final class Chunk {

    private final String stream;
    private final List<NewEvent> events;
    private final DataKey[] keys;

    Chunk(String stream, List<NewEvent> events, DataKey[] keys) {
      this.stream = stream;
      this.events = events;
      this.keys = keys;
    }

    void seal(List<NewEvent> sealed) {
      Bytes[] envelopes = envelopes();
      for (int i = 0; i < envelopes.length; i++) {
        sealed.add(sealed(events.get(i), envelopes[i]));
      }
    }

    void defer(List<NewEvent> sealed) {
      Supplier<Bytes[]> envelopes = tasks.add(this::envelopes);
      for (int i = 0; i < keys.length; i++) {
        int at = i;
        NewEvent event = events.get(i);
        int length = Envelope.length(keys[i].header(), event.data());
        sealed.add(sealed(event, Bytes.deferred(length, () -> envelopes.get()[at])));
      }
    }

    private Bytes[] envelopes() {
      byte[] nonces = new byte[Envelope.NONCE_BYTES * keys.length];
      vault.fill(nonces);
      Bytes[] envelopes = new Bytes[keys.length];
      Cipher cipher = lease.cipher();
      for (int i = 0; i < keys.length; i++) {
        NewEvent event = events.get(i);
        int at = Envelope.NONCE_BYTES * i;
        byte[] nonce = Arrays.copyOfRange(nonces, at, at + Envelope.NONCE_BYTES);
        byte[] bound = vault.associatedData(keys[i].header(), stream, event.id(), event.type());
        envelopes[i] = vault.seal(cipher, keys[i], nonce, bound, event.data());
      }
      lease.release(cipher);
      return envelopes;
    }
  }

  private static NewEvent sealed(NewEvent event, Bytes envelope) {
    return event.withData(envelope, Envelope.FORMAT);
  }
}
