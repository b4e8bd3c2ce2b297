package dev.eventstreams.core;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.spi.NewEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts the events of one append, under one lease. For one thread, which has the help of the common pool where there are many
 * events; it finishes without it where the pool is busy.
 */
final class Sealing {

  // Nonces are drawn for so many at a time: asking the generator costs more than the bytes do.
  private static final int CHUNK = 128;

  private final Vault vault;
  private final KeyLease lease;
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

  /** Returns the events with their data sealed, each with its key. */
  List<NewEvent> seal(String stream, List<NewEvent> plain, DataKey[] keys) {
    NewEvent[] sealed = new NewEvent[keys.length];
    IntStream chunks = IntStream.rangeClosed(0, (keys.length - 1) / CHUNK);
    (keys.length > 2 * CHUNK ? chunks.parallel() : chunks).forEach(chunk -> {
      int from = chunk * CHUNK;
      seal(stream, plain, keys, from, Math.min(keys.length, from + CHUNK), sealed);
    });
    return Arrays.asList(sealed);
  }

  private void seal(
      String stream, List<NewEvent> plain, DataKey[] keys, int from, int to, NewEvent[] sealed) {
    byte[] nonces = new byte[Envelope.NONCE_BYTES * (to - from)];
    vault.fill(nonces);
    Cipher cipher = lease.cipher();
    for (int i = from; i < to; i++) {
      int at = Envelope.NONCE_BYTES * (i - from);
      byte[] nonce = Arrays.copyOfRange(nonces, at, at + Envelope.NONCE_BYTES);
      sealed[i] = seal(cipher, stream, plain.get(i), keys[i], nonce);
    }
    lease.release(cipher);
  }

  private NewEvent seal(Cipher cipher, String stream, NewEvent event, DataKey key, byte[] nonce) {
    byte[] bound = vault.associatedData(key.header(), stream, event.id(), event.type());
    return new NewEvent(
        event.type(),
        event.id(),
        event.keyed(),
        event.metadata(),
        vault.seal(cipher, key, nonce, bound, event.data()),
        Envelope.FORMAT);
  }
}
