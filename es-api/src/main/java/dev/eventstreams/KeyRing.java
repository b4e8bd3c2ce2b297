package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The keys of the people that events are addressed to: found by id, made when they are first needed, replaced, and forgotten.
 *
 * <p>A person's key only ever wraps the keys that data is encrypted with, and is known in stored data by a random id, never by
 * the person's name. A forgotten key is gone for ever, and its id is known as forgotten for ever: that is what tells data that
 * nobody shall read again from data whose key is merely not at hand.
 *
 * <p>Recipients are named by 1–255 code points without control characters. Names that start with {@code @} are reserved: {@link
 * #ALL}, {@link #SNAPSHOTS} and {@link #RING}.
 *
 * <p>To put a key-management service behind it, implement this: {@link WrappingKey#wrap} and {@link WrappingKey#unwrap} become its
 * calls. A store asks again what it has known for a minute, and never holds a key for longer. Implementations are safe for use
 * by many threads. What they throw where they cannot answer, such as a {@link StorageException}, reaches the store's caller.
 */
public interface KeyRing {

  /** The recipient whose keys everybody has: what is addressed to it is for all. It cannot be forgotten. */
  String ALL = Names.ALL;

  /**
   * The recipient of snapshots that may hold data of anybody: of the whole store, and of streams whose events are not all for one
   * person. Forgetting anybody forgets its keys as well, and it goes on with a new one.
   */
  String SNAPSHOTS = "@snapshots";

  /**
   * The ring itself: with its key a store checks when it is opened that the ring is the one that it was made with. Nothing else is
   * encrypted with that key, every part of a ring has it, and it cannot be forgotten.
   */
  String RING = "@ring";

  /** What a ring knows of a key. */
  sealed interface Answer {}

  /**
   * The key is there.
   *
   * @param recipient whose it is
   * @param key the key, or what calls the service that has it
   */
  record Known(String recipient, WrappingKey key) implements Answer {}

  /** The key was there, and is gone for ever. */
  record Forgotten() implements Answer {}

  /** The ring has never heard of the key: it may be another's, or not have arrived. */
  record Unknown() implements Answer {}

  /** Returns what is known of the key of that id. */
  Answer find(UUID keyId);

  /**
   * Returns the id of the key that new data for the recipient is to be encrypted with; makes a key, durably, if there is none.
   *
   * @throws RecipientForgottenException if the recipient was forgotten
   * @throws IllegalArgumentException if the name is not valid, or this ring may not have keys of that recipient
   */
  UUID currentKey(String recipient);

  /**
   * Replaces the recipient's key for new data, and returns the new one's id; data encrypted before stays readable.
   *
   * @throws RecipientForgottenException if the recipient was forgotten
   * @throws IllegalArgumentException if the name is not valid, or this ring may not have keys of that recipient
   */
  UUID rotate(String recipient);

  /**
   * Destroys every key of the recipient and, in the same step, every key of {@link #SNAPSHOTS}. From now on the recipient gets no
   * key, and neither the keys nor the recipient ever come back, whatever another process had in memory. Durable when this returns;
   * forgetting again destroys nothing more.
   *
   * @return how many keys of the recipient were destroyed, without those of {@link #SNAPSHOTS}, and whether there ever was one
   * @throws IllegalArgumentException if the name is not valid, or starts with {@code @}
   */
  ForgetResult forget(String recipient);

  /**
   * Returns this ring as the given recipients hold it: the keys of all others are unknown to it, and it makes none for them. What
   * is forgotten is known to everybody, and so is the key of {@link #RING}.
   */
  default KeyRing only(String... recipients) {
    return new NarrowKeyRing(this, Set.copyOf(List.of(recipients)));
  }
}
