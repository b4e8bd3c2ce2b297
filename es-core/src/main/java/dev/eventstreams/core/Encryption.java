package dev.eventstreams.core;

import static java.util.stream.Collectors.joining;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.KeyRing;
import dev.eventstreams.spi.Names;
import dev.eventstreams.spi.StorageHandle;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a store encrypts its data: the data of events and the state of snapshots are encrypted by
 * AES-256-GCM before a backend gets them. Stream ids, event types, idempotency keys, metadata,
 * timestamps and sizes are not encrypted; filters use only such unencrypted fields.
 *
 * <pre>{@code
 * EventStores.open("sqlite:events.db", Encryption.withKey(key));            // one key for the store
 * EventStores.open("sqlite:events.db", Encryption.withPassphrase(phrase));  // from a passphrase
 * EventStores.open("sqlite:events.db", Encryption.with(keyRing));           // a key per recipient
 * }</pre>
 *
 * <p>With a key, all data is encrypted, and stored plain data is refused, because an attacker may
 * have planted it: see {@link #acceptPlain()}. The first opening with a key or a key ring settles
 * it for the store: from then on, an opening with another key or key ring fails, and without a key
 * nothing can be written. {@code docs/envelope.md} lists, byte by byte, what is detected and what
 * is not.
 *
 * <p>Immutable and safe for use by many threads. An instance holds the key for as long as the
 * instance is reachable. {@link #toString()} does not show the key.
 */
public final class Encryption {

  private static final System.Logger LOG = System.getLogger(Encryption.class.getName());
  private static final Encryption NONE = new Encryption(null, "none", false, null, false, false);
  private static final Encryption PLAIN = new Encryption(null, "plain", false, null, true, false);

  private final @Nullable Function<KeySetup, KeyRing> source;
  private final String name;
  private final boolean ofPeople;
  private final @Nullable Recipients recipients;
  private final boolean acceptPlain;
  private final boolean redactUnknown;

  private Encryption(
      @Nullable Function<KeySetup, KeyRing> source,
      String name,
      boolean ofPeople,
      @Nullable Recipients recipients,
      boolean acceptPlain,
      boolean redactUnknown) {
    this.source = source;
    this.name = name;
    this.ofPeople = ofPeople;
    this.recipients = recipients;
    this.acceptPlain = acceptPlain;
    this.redactUnknown = redactUnknown;
  }

  /**
   * No key: data is stored as given. Each opening of a store logs this once. An encrypted store can
   * be opened without a key for operations that need no data; appends and snapshots are then
   * refused with a {@link dev.eventstreams.DecryptionException}.
   */
  public static Encryption none() {
    return NONE;
  }

  /**
   * No key, as {@link #none()}, but plain data is also written to an encrypted store. Readers with
   * the key refuse such data unless they {@link #acceptPlain()}.
   */
  public static Encryption plain() {
    return PLAIN;
  }

  /**
   * One key for the whole store.
   *
   * @param key 32 random bytes, copied
   * @throws IllegalArgumentException if the key does not have 32 bytes
   */
  public static Encryption withKey(byte[] key) {
    Objects.requireNonNull(key, "key");
    if (key.length != 32) {
      throw new IllegalArgumentException("a key of " + key.length + " bytes; AES-256 wants 32");
    }
    byte[] copy = key.clone();
    return new Encryption(store -> store.withKey(copy), "key", false, null, false, false);
  }

  /**
   * One key for the whole store, derived from a passphrase in 600,000 rounds; see {@link #withPassphrase(char[], int)}.
   *
   * @param passphrase copied; only a generated passphrase of six or more words withstands a thief
   *     of the database
   */
  public static Encryption withPassphrase(char[] passphrase) {
    Objects.requireNonNull(passphrase, "passphrase");
    return withPassphrase(passphrase, KeySetup.LEAST_ROUNDS);
  }

  /**
   * One key for the whole store, derived from a passphrase by PBKDF2 with HMAC-SHA256 (RFC 8018), which takes half a second or so each
   * time the store is opened.
   *
   * @param passphrase copied
   * @param rounds the number of hash rounds, 600,000 to 20,000,000; a store that was made with more
   *     rounds keeps its number, and a store that was made with fewer is refused when it is opened
   * @throws IllegalArgumentException if the passphrase is empty or the rounds are too few or too many
   */
  public static Encryption withPassphrase(char[] passphrase, int rounds) {
    Objects.requireNonNull(passphrase, "passphrase");
    if (passphrase.length == 0) {
      throw new IllegalArgumentException("the passphrase is empty");
    }
    if (rounds < KeySetup.LEAST_ROUNDS || rounds > KeySetup.MOST_ROUNDS) {
      throw new IllegalArgumentException(rounds + " rounds; a passphrase wants "
          + KeySetup.LEAST_ROUNDS + " to " + KeySetup.MOST_ROUNDS);
    }
    char[] copy = passphrase.clone();
    return new Encryption(
        store -> store.withPassphrase(copy, rounds), "passphrase", false, null, false, false);
  }

  /**
   * A key for each recipient. By default the recipient of an event is the id of its stream;
   * {@link #recipients} sets another rule. Keys can be rotated and forgotten. The caller owns the
   * ring: a store does not close it.
   */
  public static Encryption with(KeyRing ring) {
    Objects.requireNonNull(ring, "ring");
    return new Encryption(store -> store.withRing(ring), "key ring", true, null, false, false);
  }

  /**
   * Returns a copy with another rule for the recipients of events. The rule applies to later
   * appends: a recipient who is added cannot read earlier events. Snapshots of streams are then for
   * {@link KeyRing#SNAPSHOTS}, because they may contain data of any recipient.
   *
   * @throws IllegalStateException unless this was made by {@link #with(KeyRing)}
   */
  public Encryption recipients(Recipients rule) {
    Objects.requireNonNull(rule, "rule");
    if (!ofPeople) {
      throw new IllegalStateException("recipients need a key each: use Encryption.with(KeyRing)");
    }
    return new Encryption(source, name, true, rule, acceptPlain, redactUnknown);
  }

  /**
   * Returns a copy that also reads plain data and opens a plain store, for a store with data from
   * before it had a key. An attacker who can write to the database can then plant data. Appended
   * events are encrypted from the first opening on.
   *
   * @throws IllegalStateException if this has no key
   */
  public Encryption acceptPlain() {
    if (source == null) {
      throw new IllegalStateException("there is no key: this is " + this);
    }
    return new Encryption(source, name, ofPeople, recipients, true, redactUnknown);
  }

  /**
   * Returns a copy that does not fail if all keys of an event or a snapshot are unknown or
   * forgotten: the event is {@link dev.eventstreams.StoredEvent#redacted()}, and the snapshot is
   * missing. For a reader with the keys of some recipients of a store. An attacker who can write to
   * the database can then hide an event's data by changing the ids of its keys. Applied to
   * {@link #none()}, the copy reads the metadata of an encrypted store.
   */
  public Encryption redactUnknown() {
    return new Encryption(source, name, ofPeople, recipients, acceptPlain, true);
  }

  /**
   * Checks that the key fits the store. Returns the vault that encrypts and decrypts, or null
   * without a key.
   */
  @Nullable Vault open(StorageHandle storage, Clock clock) {
    if (source == null) {
      LOG.log(
          Level.DEBUG,
          "{0} is open without a key: event data is stored as it is given; see Encryption",
          storage.location());
      return null;
    }
    return new Vault(source.apply(new KeySetup(storage, acceptPlain)), this, clock);
  }

  Set<String> recipientsOf(String stream, CandidateEvent event) {
    Recipients rule = recipients;
    if (rule != null) {
      return rule.of(stream, event);
    }
    return ofPeople ? Set.of(stream) : Recipients.ALL;
  }

  Set<String> recipientsOfSnapshot(String source) {
    if (!ofPeople) {
      return Recipients.ALL;
    }
    boolean ofOne = recipients == null && !source.equals(Names.ALL);
    return Set.of(ofOne ? source : KeyRing.SNAPSHOTS);
  }

  /**
   * Returns whether plain data may be read with a key, and written without a key to an encrypted
   * store.
   */
  boolean isPlainAccepted() {
    return acceptPlain;
  }

  boolean isUnknownRedacted() {
    return redactUnknown;
  }

  String whyUnknown(byte[] header) {
    String ids = Envelope.recipients(header).stream()
        .map(key -> key.keyId().toString())
        .collect(joining(", "));
    return ofPeople
        ? "it is encrypted for others: the key ring has none of the keys " + ids
            + "; with redactUnknown() such events are redacted"
        : "it is encrypted with another key, " + ids;
  }

  /** Returns the kind of key, never the key. */
  @Override
  public String toString() {
    return "Encryption[" + name + (acceptPlain ? ", accepting plain data" : "")
        + (redactUnknown ? ", redacting unknown keys" : "") + "]";
  }
}
