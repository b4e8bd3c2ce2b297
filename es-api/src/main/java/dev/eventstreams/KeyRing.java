package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Holds the keys of the recipients of events: finds keys by id, makes them at first use, rotates
 * and forgets them.
 *
 * <p>A recipient's key only wraps data keys. Stored data names it by a random id, never by the
 * recipient's name. A forgotten key is destroyed for ever, and its id is known as forgotten for
 * ever. So a reader can distinguish data that can never be read again from data whose key is only
 * unknown to this ring.
 *
 * <p>The names of recipients have 1–255 code points and no control characters. Names that start
 * with {@code @} are reserved: {@link #ALL}, {@link #SNAPSHOTS} and {@link #RING}.
 *
 * <p>To use a key-management service, implement this interface: {@link WrappingKey#wrap} and {@link
 * WrappingKey#unwrap} become calls of the service. A store keeps answers and keys for at most a
 * minute, and then asks again. Implementations are safe for use by many threads. If an
 * implementation cannot answer, its exception, such as a {@link StorageException}, reaches the
 * store's caller.
 */
public interface KeyRing {

  /**
   * The common recipient, whose keys all readers have: data addressed to it is for all. It cannot
   * be forgotten.
   */
  String ALL = Names.ALL;

  /**
   * The recipient of snapshots that may contain data of any person: snapshots of the whole store,
   * and of streams whose events are not all for one person. Forgetting any person also destroys the
   * keys of this recipient, which then gets a new key.
   */
  String SNAPSHOTS = "@snapshots";

  /**
   * The recipient that identifies the ring: an opening store uses its key to check that the ring is
   * the one with which the store was made. The key encrypts nothing else, every part of a ring has
   * it, and it cannot be forgotten.
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

  /** Returns what the ring knows about the key of that id. */
  Answer find(UUID keyId);

  /**
   * Returns the id of the recipient's key for new data; makes a key, durably, if there is none.
   *
   * @throws RecipientForgottenException if the recipient was forgotten
   * @throws IllegalArgumentException if the name is not valid, or this ring may not have keys of
   *     that recipient
   */
  UUID currentKey(String recipient);

  /**
   * Replaces the recipient's key for new data and returns the id of the new key; data that was
   * encrypted before stays readable.
   *
   * @throws RecipientForgottenException if the recipient was forgotten
   * @throws IllegalArgumentException if the name is not valid, or this ring may not have keys of
   *     that recipient
   */
  UUID rotate(String recipient);

  /**
   * Destroys every key of the recipient and, in the same step, every key of {@link #SNAPSHOTS}. The
   * recipient gets no key from now on. Neither the keys nor the recipient ever come back, even if
   * another process had them in memory. Durable when this returns; forgetting again destroys
   * nothing more.
   *
   * @return how many keys of the recipient were destroyed, not counting those of {@link
   *     #SNAPSHOTS}, and whether the recipient ever had a key
   * @throws IllegalArgumentException if the name is not valid, or starts with {@code @}
   */
  ForgetResult forget(String recipient);

  /**
   * Returns this ring with only the keys of the given recipients: the keys of all other recipients
   * are unknown to the returned ring, and it makes none for them. The returned ring also knows
   * which keys are forgotten, and has the key of {@link #RING}.
   */
  default KeyRing only(String... recipients) {
    return new NarrowKeyRing(this, Set.copyOf(List.of(recipients)));
  }
}
