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
 * How a store's data is kept from others: the data of events and the state of snapshots are encrypted by AES-256-GCM before a backend
 * sees them. Stream ids, event types, keys, metadata, times and sizes are not: that is what can be filtered on.
 *
 * <pre>{@code
 * EventStores.open("sqlite:events.db", Encryption.withKey(key));            // one key for the store
 * EventStores.open("sqlite:events.db", Encryption.withPassphrase(phrase));  // one that people can remember
 * EventStores.open("sqlite:events.db", Encryption.with(keyRing));           // a key for each person
 * }</pre>
 *
 * <p>With a key, everything is encrypted, and what is stored plain is refused, since somebody may have planted it: see {@link
 * #acceptPlain()}. The key, or the key ring, is settled in a store when it is first opened with one: another one fails when the store is
 * opened, and without one nothing can be written. What is
 * detected and what is not, byte by byte: {@code docs/envelope.md}.
 *
 * <p>Immutable and safe for use by many threads; it holds the key for as long as it is reachable. {@link #toString()} shows none of it.
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
   * No key: data is stored as it is given, which is written once to the log when a store is opened. A store that is encrypted can be
   * opened so, for what needs no data; appends and snapshots are then refused with a {@link dev.eventstreams.DecryptionException}.
   */
  public static Encryption none() {
    return NONE;
  }

  /**
   * No key, as {@link #none()}, and plain data is written to a store that is encrypted too, where readers with the key refuse it
   * unless they {@link #acceptPlain()}.
   */
  public static Encryption plain() {
    return PLAIN;
  }

  /**
   * One key for the whole store.
   *
   * @param key 32 random bytes, copied
   * @throws IllegalArgumentException if they are not 32
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
   * @param passphrase copied; a generated one, of six words or more, is what withstands a thief of the database
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
   * @param rounds how often it is hashed, 600,000 to 20,000,000; a store that was made with more keeps them, and one that was made with
   *     fewer is refused when it is opened
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
   * Keys of people: by default a stream's events are for whom the stream is called after, and {@link #recipients} says otherwise. They
   * can be rotated, and forgotten. The ring's life is the caller's: a store does not close it.
   */
  public static Encryption with(KeyRing ring) {
    Objects.requireNonNull(ring, "ring");
    return new Encryption(store -> store.withRing(ring), "key ring", true, null, false, false);
  }

  /**
   * Returns this with another rule for whom events are for. It holds for what is appended from now on: adding somebody makes nothing
   * readable that was written before. Snapshots of streams are then for {@link KeyRing#SNAPSHOTS}, since they may hold data of anybody.
   *
   * @throws IllegalStateException unless it was made by {@link #with(KeyRing)}
   */
  public Encryption recipients(Recipients rule) {
    Objects.requireNonNull(rule, "rule");
    if (!ofPeople) {
      throw new IllegalStateException(
          "recipients need keys of their own: use Encryption.with(KeyRing)");
    }
    return new Encryption(source, name, true, rule, acceptPlain, redactUnknown);
  }

  /**
   * Returns this, also reading what is not encrypted, and opening a store that is plain: for a store that has data from before it had
   * a key. Whoever can write to the database can then plant data. What is appended is encrypted, from the first opening on.
   *
   * @throws IllegalStateException if there is no encryption
   */
  public Encryption acceptPlain() {
    if (source == null) {
      throw new IllegalStateException("there is no key: this is " + this);
    }
    return new Encryption(source, name, ofPeople, recipients, true, redactUnknown);
  }

  /**
   * Returns this, showing an event whose keys are all unknown or forgotten as {@link dev.eventstreams.StoredEvent#redacted()}, and
   * such a snapshot as missing, instead of failing: for a reader who has some people's keys, in a store of many. Whoever can write to
   * the database can then hide an event's data by changing the ids of its keys. Of {@link #none()}, it reads the metadata of an
   * encrypted store.
   */
  public Encryption redactUnknown() {
    return new Encryption(source, name, ofPeople, recipients, acceptPlain, true);
  }

  /** Finds out whether the key fits, and returns what encrypts and decrypts, or null if nothing does. */
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

  /** Returns whether plain data may be read with a key, and written without one. */
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
            + "; redactUnknown() reads over such events"
        : "it is encrypted with another key, " + ids;
  }

  /** Returns the kind of key, never the key. */
  @Override
  public String toString() {
    return "Encryption[" + name + (acceptPlain ? ", accepting plain data" : "")
        + (redactUnknown ? ", redacting what is for others" : "") + "]";
  }
}
