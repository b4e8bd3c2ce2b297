package dev.eventstreams.core;

import dev.eventstreams.ForgetResult;
import dev.eventstreams.KeyRing;
import dev.eventstreams.RecipientForgottenException;
import dev.eventstreams.WrappingKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The keys of each recipient, and the forgotten recipients. Keys are held wrapped, and are
 * unwrapped only for each use. Not thread-safe: a ring guards the book.
 *
 * <p>No tombstone is ever removed. Entries are added and keys are destroyed, and when two books are
 * merged a tombstone in either book wins. So a destroyed key does not come back, in any order of
 * reads, merges and writes.
 */
final class KeyBook {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int KEY_BYTES = 32;
  private static final int WRAPPED_BYTES = KEY_BYTES + 8; // RFC 3394

  private final WrappingKey wrapping;
  private final Map<String, Person> people = new TreeMap<>();
  private final Map<UUID, Entry> entries = new HashMap<>();

  /** The keys of one recipient, the current key last. */
  private static final class Person {
    private final List<Entry> keys = new ArrayList<>();
    private boolean forgotten;
  }

  /** A wrapped key, or its tombstone, which has no key. */
  private static final class Entry {
    private final UUID id;
    private final String recipient;
    private byte @Nullable [] key;

    Entry(UUID id, String recipient, byte @Nullable [] key) {
      this.id = id;
      this.recipient = recipient;
      this.key = key;
    }

    boolean isThere() {
      return key != null;
    }

    boolean destroy() {
      if (key == null) {
        return false;
      }
      Arrays.fill(key, (byte) 0);
      key = null;
      return true;
    }
  }

  /** Makes an empty book, whose keys are held wrapped by the given key. */
  KeyBook(WrappingKey wrapping) {
    this.wrapping = wrapping;
  }

  KeyRing.Answer find(UUID id) {
    Entry entry = entries.get(id);
    if (entry == null) {
      return new KeyRing.Unknown();
    }
    byte[] key = entry.key;
    return key == null
        ? new KeyRing.Forgotten()
        : new KeyRing.Known(entry.recipient, new WrappedWrappingKey(wrapping, key.clone()));
  }

  /** Returns the id of the recipient's current key, or null if the recipient has none. */
  @Nullable UUID current(String recipient) {
    Person person = people.get(recipient);
    if (person == null) {
      return null;
    }
    if (person.forgotten) {
      throw new RecipientForgottenException(recipient);
    }
    Entry last = person.keys.isEmpty() ? null : person.keys.get(person.keys.size() - 1);
    return last == null || last.key == null ? null : last.id;
  }

  /** Adds a new current key of the recipient and returns its id. */
  UUID add(String recipient) {
    UUID unused = current(recipient); // throws for a forgotten recipient
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    UUID id = UUID.randomUUID();
    add(new Entry(id, recipient, wrapped(key)));
    return id;
  }

  private byte[] wrapped(byte[] key) {
    byte[] wrapped = wrapping.wrap(key);
    Arrays.fill(key, (byte) 0);
    return wrapped;
  }

  private void add(Entry entry) {
    entries.put(entry.id, entry);
    person(entry.recipient).keys.add(entry);
  }

  private Person person(String recipient) {
    return people.computeIfAbsent(recipient, name -> new Person());
  }

  /** Returns whether the recipient was forgotten. */
  boolean isForgotten(String recipient) {
    Person person = people.get(recipient);
    return person != null && person.forgotten;
  }

  ForgetResult forget(String recipient) {
    Person person = person(recipient);
    person.forgotten = true;
    int destroyed = (int) person.keys.stream().filter(Entry::destroy).count();
    return new ForgetResult(destroyed, !person.keys.isEmpty());
  }

  /** Destroys every key of the recipient, who stays able to get a new key. */
  void destroyKeys(String recipient) {
    Person person = people.get(recipient);
    if (person != null) {
      person.keys.forEach(Entry::destroy);
    }
  }

  /** Returns whether the recipient has a key, and not only tombstones. */
  boolean hasKeys(String recipient) {
    Person person = people.get(recipient);
    return person != null && person.keys.stream().anyMatch(Entry::isThere);
  }

  /** Drops every key and keeps the tombstones. */
  void dropKeys() {
    entries.values().removeIf(Entry::isThere);
    people.values().forEach(person -> person.keys.removeIf(Entry::isThere));
    people.values().removeIf(person -> !person.forgotten && person.keys.isEmpty());
  }

  /**
   * Adds everything from the other book, which must not be used afterwards. Keys that only this
   * book has come before keys that only the other book has.
   *
   * @return whether the other book had anything that this book did not have
   */
  boolean merge(KeyBook other) {
    boolean changed = false;
    for (Map.Entry<String, Person> named : other.people.entrySet()) {
      Person theirs = named.getValue();
      Person ours = person(named.getKey());
      if (theirs.forgotten && !ours.forgotten) {
        ours.forgotten = true;
        ours.keys.forEach(Entry::destroy);
        changed = true;
      }
      for (Entry entry : theirs.keys) {
        changed |= merge(entry, ours.forgotten);
      }
    }
    return changed;
  }

  private boolean merge(Entry theirs, boolean forgotten) {
    Entry ours = entries.get(theirs.id);
    if (ours == null) {
      add(new Entry(theirs.id, theirs.recipient, forgotten ? null : theirs.key));
      return true;
    }
    if (theirs.key == null && ours.key != null) {
      return ours.destroy();
    }
    return false;
  }

  /** Returns the bytes of the book, in which its keys are wrapped. */
  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(people.size());
      for (Map.Entry<String, Person> named : people.entrySet()) {
        Person person = named.getValue();
        out.writeUTF(named.getKey());
        out.writeBoolean(person.forgotten);
        out.writeInt(person.keys.size());
        for (Entry entry : person.keys) {
          out.writeLong(entry.id.getMostSignificantBits());
          out.writeLong(entry.id.getLeastSignificantBits());
          byte[] key = entry.key;
          out.writeBoolean(key != null);
          if (key != null) {
            out.write(key);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Returns the book that was encoded.
   *
   * @param wrapped whether the keys are wrapped by {@code wrapping}; otherwise they are plain, as
   *     in version 1
   * @throws IOException if the bytes are not a book
   */
  static KeyBook decode(byte[] bytes, WrappingKey wrapping, boolean wrapped) throws IOException {
    KeyBook book = new KeyBook(wrapping);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      for (int people = in.readInt(); people > 0; people--) {
        String name = in.readUTF();
        Person person = book.person(name);
        person.forgotten = in.readBoolean();
        for (int keys = in.readInt(); keys > 0; keys--) {
          UUID id = new UUID(in.readLong(), in.readLong());
          book.add(new Entry(id, name, in.readBoolean() ? book.key(in, wrapped) : null));
        }
      }
    }
    return book;
  }

  private byte[] key(DataInputStream in, boolean wrapped) throws IOException {
    byte[] key = new byte[wrapped ? WRAPPED_BYTES : KEY_BYTES];
    in.readFully(key);
    return wrapped ? key : wrapped(key);
  }
}
