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
 * Encrypts the events of one append, under one lease: few at once, and many in chunks that are left to {@link #tasks}. For one thread.
 */
final class Sealing {

  // Nonces are drawn for so many at a time: asking the generator costs more than the bytes do.
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

  /** Returns the key for an event, with a use taken that is this event's alone. */
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

  /** Returns what is left to do; none of it has to be done before the append is written. */
  SealingTasks tasks() {
    return tasks;
  }

  /** Returns the events with their data sealed, each with its key; where there are many, once somebody looks at it. */
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

  /** Events that follow each other in a stream. */
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
    return new NewEvent(
        event.type(), event.id(), event.keyed(), event.metadata(), envelope, Envelope.FORMAT);
  }
}
