package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Holds the keys of the recipients of events: finds keys by id, makes them at first use, rotates
 * and destroys them. To use a key-management service, implement the five methods; {@link
 * WrappingKey#wrap} and {@link WrappingKey#unwrap} become calls of the service.
 *
 * <p>The duties of a ring are the rules K1 to K11 of {@code docs/contract.md}. A test class that
 * extends {@code KeyRingTck} of the module {@code es-tck} proves them. A ring has no other duty:
 *
 * <ul>
 *   <li>A name has one current key (K1), whose id is a random UUID (K2).
 *   <li>A key is found by its id, as the key of its name (K3), and unwraps only what it has wrapped
 *       (K4). Rotation keeps the old key (K5).
 *   <li>A forgotten name has no key, for ever (K6). Forgetting reports how many keys it destroyed
 *       (K7). A name whose keys are destroyed, and that is not forgotten, gets a new key (K8).
 *   <li>Names are compared code point by code point (K9): {@link Names#recipient} checks a name.
 *   <li>All openings of a ring, in all processes, have the same keys at every moment (K10). So a
 *       ring caches no answer that another opening can change. A store keeps answers and keys for
 *       at most a minute, and then asks again.
 *   <li>A part of a ring has the keys of its names alone (K11): {@link #only} does it.
 * </ul>
 *
 * <p>Implementations are safe for use by many threads. A change is durable when the call returns. A
 * ring that cannot answer throws, for example a {@link StorageException}, which reaches the store's
 * caller. It never reports a key as forgotten or unknown because a service could not be reached:
 * the data would read as gone.
 *
 * <p>The names of recipients have 1–255 code points and no control characters. Names that start
 * with {@code @} are reserved: {@link #ALL}, {@link #SNAPSHOTS} and {@link #RING}. They have keys as
 * other names do, and cannot be forgotten.
 */
public interface KeyRing {

  /**
   * The common recipient, whose keys all readers have: data addressed to it is for all. Its keys are
   * never destroyed.
   */
  String ALL = Names.ALL;

  /**
   * The recipient of snapshots that may contain data of any person: snapshots of the whole store,
   * and of streams whose events are not all for one person. A store that forgets a person destroys
   * the keys of this recipient, by {@link #destroyKeys}; a ring does nothing special for it.
   */
  String SNAPSHOTS = "@snapshots";

  /**
   * The recipient that identifies the ring: an opening store uses its key to check that the ring is
   * the one with which the store was made. The key encrypts nothing else, every part of a ring has
   * it, and it is never destroyed.
   */
  String RING = "@ring";

  /** What a ring knows about a key. */
  sealed interface Answer {}

  /**
   * The ring has the key.
   *
   * @param recipient the recipient to whom the key belongs
   * @param key the key, or an object that calls the service that has it
   */
  record Known(String recipient, WrappingKey key) implements Answer {}

  /** The ring had the key, and the key is destroyed for ever. */
  record Forgotten() implements Answer {}

  /** The ring does not know the key: it may belong to another ring, or may not have arrived yet. */
  record Unknown() implements Answer {}

  /** Returns what the ring knows about the key of that id (K3). */
  Answer find(UUID keyId);

  /**
   * Returns the id of the recipient's key for new data; makes a key, durably, if there is none (K1).
   *
   * @throws RecipientForgottenException if the recipient was forgotten
   * @throws IllegalArgumentException if the name is not valid, or this ring may not have keys of
   *     that recipient
   */
  UUID currentKey(String recipient);

  /**
   * Replaces the recipient's key for new data and returns the id of the new key; data that was
   * encrypted before stays readable (K5).
   *
   * @throws RecipientForgottenException if the recipient was forgotten
   * @throws IllegalArgumentException if the name is not valid, or this ring may not have keys of
   *     that recipient
   */
  UUID rotate(String recipient);

  /**
   * Destroys every key of the recipient, in one step; the recipient gets no key from now on, also if
   * it never had one (K6). Neither the keys nor the recipient ever come back, even if another
   * process had the keys in memory. Destroys no key of any other name. Durable when this returns;
   * forgetting again destroys nothing more.
   *
   * <p>To forget a person, call {@link EventStore#forget}, which also destroys the keys of snapshots
   * and deletes snapshots.
   *
   * @return how many keys were destroyed, and whether the recipient ever had a key (K7)
   * @throws IllegalArgumentException if the name is not valid, or starts with {@code @}
   */
  ForgetResult forget(String recipient);

  /**
   * Destroys every key of the recipient, in one step, and does not forget the recipient: the next
   * call of {@link #currentKey} makes a new key (K8). The destroyed keys never come back. Durable when
   * this returns. Does nothing if the recipient has no key.
   *
   * @throws IllegalArgumentException if the name is not valid, is {@link #ALL} or {@link #RING}, or
   *     this ring may not have keys of that recipient
   */
  void destroyKeys(String recipient);

  /**
   * Returns this ring with only the keys of the given recipients: the keys of all other recipients
   * are unknown to the returned ring, and it makes none for them. The returned ring also knows
   * which keys are forgotten, has the key of {@link #RING}, and can destroy the keys of {@link
   * #SNAPSHOTS}, since a store does so when it forgets one of the recipients (K11).
   */
  default KeyRing only(String... recipients) {
    return new NarrowKeyRing(this, Set.copyOf(List.of(recipients)));
  }
}
