package dev.eventstreams.core;

import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import java.util.Arrays;
import java.util.Set;

/** Encrypts the events of one append, under one lease. For one thread. */
final class Sealing {

  // Nonces are drawn many at a time: asking the generator costs more than the bytes do.
  private static final int MOST_NONCES = 512;

  private final Vault vault;
  private final KeyLease lease;
  private final byte[] nonces;
  private int next;

  Sealing(Vault vault, KeyLease lease, int events) {
    this.vault = vault;
    this.lease = lease;
    this.nonces = new byte[Envelope.NONCE_BYTES * Math.max(1, Math.min(events, MOST_NONCES))];
    this.next = nonces.length;
  }

  Bytes seal(String stream, String id, CandidateEvent event) {
    Set<String> recipients = Set.copyOf(vault.recipients(stream, event));
    DataKey key = vault.dataKey(recipients, lease);
    byte[] bound = vault.associatedData(key.header(), stream, id, event.type());
    return vault.seal(lease, key, nonce(), bound, event.data());
  }

  private byte[] nonce() {
    if (next == nonces.length) {
      vault.fill(nonces);
      next = 0;
    }
    int from = next;
    next += Envelope.NONCE_BYTES;
    return Arrays.copyOfRange(nonces, from, next);
  }
}
