package dev.eventstreams.tck;

import dev.eventstreams.ForgetResult;
import dev.eventstreams.KeyRing;
import dev.eventstreams.RecipientForgottenException;
import dev.eventstreams.WrappingKey;
import dev.eventstreams.spi.Names;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A small key ring whose openings share a disk in memory. It keeps the rules of a key ring; {@link
 * RingBreakages} overrides its parts.
 */
class NaiveRing implements KeyRing {

  /** What all openings share. It is replaced as a whole by each change. */
  static final class Disk {
    private State state = new State(List.of(), Set.of());

    synchronized State read() {
      return state;
    }

    synchronized <T> T change(Function<State, Changed<T>> change) {
      Changed<T> changed = change.apply(state);
      state = changed.state;
      return changed.result;
    }
  }

  /** All keys, in the order in which they were made, and the forgotten names. */
  record State(List<Key> keys, Set<String> forgotten) {}

  /** A key of a name, or its tombstone, which has no key. */
  record Key(UUID id, String name, @Nullable WrappingKey key) {}

  /** A new state, and the result of the call that made it. */
  record Changed<T>(State state, T result) {}

  private static final SecureRandom RANDOM = new SecureRandom();

  final Disk disk;

  NaiveRing(Disk disk) {
    this.disk = disk;
  }

  /** Returns the state that a call sees. */
  State read() {
    return disk.read();
  }

  /** Changes the state, in one step for all openings. */
  <T> T change(Function<State, Changed<T>> change) {
    return disk.change(change);
  }

  /** Returns the name as it is stored. */
  String stored(String name) {
    return name;
  }

  UUID newId(String name, State state) {
    return UUID.randomUUID();
  }

  WrappingKey newKey() {
    byte[] key = new byte[32];
    RANDOM.nextBytes(key);
    return WrappingKey.aes(key);
  }

  @Override
  public Answer find(UUID keyId) {
    return read().keys.stream()
        .filter(key -> key.id.equals(keyId))
        .findFirst()
        .map(key -> key.key == null ? new Forgotten() : new Known(key.name, key.key))
        .orElseGet(Unknown::new);
  }

  @Override
  public UUID currentKey(String recipient) {
    String name = stored(Names.recipient(recipient));
    return change(state -> {
      UUID current = current(state, name);
      return current == null ? added(state, name) : new Changed<>(state, current);
    });
  }

  @Override
  public UUID rotate(String recipient) {
    String name = stored(Names.recipient(recipient));
    return change(state -> added(state, name));
  }

  @Override
  public ForgetResult forget(String recipient) {
    String name = stored(Names.forgettable(recipient));
    return change(state -> forgotten(state, name));
  }

  Changed<ForgetResult> forgotten(State state, String name) {
    List<Key> its = state.keys.stream().filter(key -> key.name.equals(name)).toList();
    int destroyed = (int) its.stream().filter(key -> key.key != null).count();
    Set<String> names = new HashSet<>(state.forgotten);
    names.add(name);
    State after = new State(destroyed(state, key -> key.name.equals(name)), Set.copyOf(names));
    return new Changed<>(after, new ForgetResult(destroyed, !its.isEmpty()));
  }

  @Override
  public void destroyKeys(String recipient) {
    String name = stored(Names.destroyable(recipient));
    boolean unused = change(state -> new Changed<>(
        new State(destroyed(state, key -> key.name.equals(name)), state.forgotten), true));
  }

  static List<Key> destroyed(State state, Predicate<Key> which) {
    return state.keys.stream()
        .map(key -> which.test(key) ? new Key(key.id, key.name, null) : key)
        .toList();
  }

  @Nullable UUID current(State state, String name) {
    if (state.forgotten.contains(name)) {
      throw new RecipientForgottenException(name);
    }
    UUID current = null;
    for (Key key : state.keys) {
      if (key.name.equals(name) && key.key != null) {
        current = key.id;
      }
    }
    return current;
  }

  Changed<UUID> added(State state, String name) {
    UUID unused = current(state, name); // throws for a forgotten name
    List<Key> keys = new ArrayList<>(state.keys);
    UUID id = newId(name, state);
    keys.add(new Key(id, name, newKey()));
    return new Changed<>(new State(List.copyOf(keys), state.forgotten), id);
  }
}
