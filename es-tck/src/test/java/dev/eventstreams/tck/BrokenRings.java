package dev.eventstreams.tck;

import dev.eventstreams.ForgetResult;
import dev.eventstreams.KeyRing;
import dev.eventstreams.WrappingKey;
import dev.eventstreams.spi.Names;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Key rings with one flaw each, for {@link RingBreakages}. */
final class BrokenRings {

  private BrokenRings() {}

  /** Each opening makes a current key for itself. */
  static final class OwnCurrentKey extends NaiveRing {
    private final Map<String, UUID> own = new ConcurrentHashMap<>();

    OwnCurrentKey(Disk disk) {
      super(disk);
    }

    @Override
    public UUID currentKey(String recipient) {
      UUID unused = current(read(), Names.recipient(recipient)); // throws for a forgotten name
      UUID id = own.get(recipient);
      return id != null && find(id) instanceof Known ? id : rotate(recipient);
    }

    @Override
    public UUID rotate(String recipient) {
      UUID id = super.rotate(recipient);
      own.put(recipient, id);
      return id;
    }
  }

  /** Two threads that find no key wait for each other, and then make a key each. */
  static final class TwoAtOnce extends NaiveRing {
    private static final Map<Disk, Map<String, CountDownLatch>> MEETINGS =
        new ConcurrentHashMap<>();

    TwoAtOnce(Disk disk) {
      super(disk);
    }

    @Override
    public UUID currentKey(String recipient) {
      if (Threads.isOfTest() && current(read(), Names.recipient(recipient)) == null) {
        Threads.meet(MEETINGS
            .computeIfAbsent(disk, any -> new ConcurrentHashMap<>())
            .computeIfAbsent(recipient, any -> new CountDownLatch(2)));
        return rotate(recipient);
      }
      return super.currentKey(recipient);
    }
  }

  static final class CountedIds extends NaiveRing {
    CountedIds(Disk disk) {
      super(disk);
    }

    @Override
    UUID newId(String name, State state) {
      return new UUID(
          0x4000, Long.MIN_VALUE + state.keys().size() + 1); // version 4, as random ones
    }
  }

  static final class NamedIds extends NaiveRing {
    NamedIds(Disk disk) {
      super(disk);
    }

    @Override
    UUID newId(String name, State state) {
      String numbered = name + state.keys().size();
      return UUID.nameUUIDFromBytes(numbered.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Names the owner of the last key that was made. */
  static final class WrongOwner extends NaiveRing {
    WrongOwner(Disk disk) {
      super(disk);
    }

    @Override
    public Answer find(UUID keyId) {
      List<Key> keys = read().keys();
      return super.find(keyId) instanceof Known known
          ? new Known(keys.get(keys.size() - 1).name(), known.key())
          : super.find(keyId);
    }
  }

  static final class ForgottenAsUnknown extends NaiveRing {
    ForgottenAsUnknown(Disk disk) {
      super(disk);
    }

    @Override
    public Answer find(UUID keyId) {
      Answer answer = super.find(keyId);
      return answer instanceof Forgotten ? new Unknown() : answer;
    }
  }

  static final class UnknownAsForgotten extends NaiveRing {
    UnknownAsForgotten(Disk disk) {
      super(disk);
    }

    @Override
    public Answer find(UUID keyId) {
      Answer answer = super.find(keyId);
      return answer instanceof Unknown ? new Forgotten() : answer;
    }
  }

  /** Encrypts by XOR, which detects no change and no other key. */
  static final class Unauthenticated extends NaiveRing {
    Unauthenticated(Disk disk) {
      super(disk);
    }

    @Override
    WrappingKey newKey() {
      WrappingKey pad = super.newKey();
      byte[] mask = pad.wrap(new byte[32]);
      return new WrappingKey() {
        @Override
        public byte[] wrap(byte[] key) {
          byte[] masked = key.clone();
          for (int i = 0; i < masked.length; i++) {
            masked[i] ^= mask[i % mask.length];
          }
          return masked;
        }

        @Override
        public byte[] unwrap(byte[] wrapped) {
          return wrap(wrapped);
        }
      };
    }
  }

  static final class OneKeyForAll extends NaiveRing {
    private static final WrappingKey KEY = WrappingKey.aes(new byte[32]);

    OneKeyForAll(Disk disk) {
      super(disk);
    }

    @Override
    WrappingKey newKey() {
      return KEY;
    }
  }

  static final class OldKeyStays extends NaiveRing {
    OldKeyStays(Disk disk) {
      super(disk);
    }

    @Override
    @Nullable UUID current(State state, String name) {
      UUID last = super.current(state, name);
      return state.keys().stream()
          .filter(key -> key.name().equals(name) && key.key() != null)
          .map(Key::id)
          .findFirst()
          .orElse(last);
    }
  }

  /** Writes the keys that it remembers with each change, also if they are destroyed. */
  static final class Remembers extends NaiveRing {
    private final Map<UUID, Key> remembered = new ConcurrentHashMap<>();

    Remembers(Disk disk) {
      super(disk);
    }

    @Override
    public Answer find(UUID keyId) {
      read().keys().stream()
          .filter(key -> key.id().equals(keyId) && key.key() != null)
          .forEach(key -> remembered.put(keyId, key));
      return super.find(keyId);
    }

    @Override
    public ForgetResult forget(String recipient) {
      remembered.values().removeIf(key -> key.name().equals(recipient));
      return super.forget(recipient);
    }

    @Override
    public void destroyKeys(String recipient) {
      remembered.clear();
      super.destroyKeys(recipient);
    }

    @Override
    <T> T change(Function<State, Changed<T>> change) {
      return super.change(state -> {
        Changed<T> changed = change.apply(state);
        List<Key> keys = changed.state().keys().stream()
            .map(key -> remembered.getOrDefault(key.id(), key))
            .toList();
        return new Changed<>(new State(keys, changed.state().forgotten()), changed.result());
      });
    }
  }

  static final class Reopens extends NaiveRing {
    Reopens(Disk disk) {
      super(disk);
      boolean unused = disk.change(state -> new Changed<>(new State(state.keys(), Set.of()), true));
    }
  }

  static final class KeepsKeys extends NaiveRing {
    KeepsKeys(Disk disk) {
      super(disk);
    }

    @Override
    Changed<ForgetResult> forgotten(State state, String name) {
      Changed<ForgetResult> sound = super.forgotten(state, name);
      ForgetResult result = state.forgotten().contains(name)
          ? new ForgetResult(0, sound.result().hadKeys())
          : sound.result();
      return new Changed<>(new State(state.keys(), sound.state().forgotten()), result);
    }
  }

  /** As record 0008 once demanded. */
  static final class DestroysSnapshots extends NaiveRing {
    DestroysSnapshots(Disk disk) {
      super(disk);
    }

    @Override
    public ForgetResult forget(String recipient) {
      ForgetResult result = super.forget(recipient);
      destroyKeys(SNAPSHOTS);
      return result;
    }
  }

  static final class ForgetsOnlyOwners extends NaiveRing {
    ForgetsOnlyOwners(Disk disk) {
      super(disk);
    }

    @Override
    Changed<ForgetResult> forgotten(State state, String name) {
      Changed<ForgetResult> sound = super.forgotten(state, name);
      return sound.result().hadKeys() ? sound : new Changed<>(state, sound.result());
    }
  }

  static final class ReportsOne extends NaiveRing {
    ReportsOne(Disk disk) {
      super(disk);
    }

    @Override
    public ForgetResult forget(String recipient) {
      ForgetResult unused = super.forget(recipient);
      return new ForgetResult(1, true);
    }
  }

  static final class CountsAgain extends NaiveRing {
    CountsAgain(Disk disk) {
      super(disk);
    }

    @Override
    Changed<ForgetResult> forgotten(State state, String name) {
      int all =
          (int) state.keys().stream().filter(key -> key.name().equals(name)).count();
      return new Changed<>(super.forgotten(state, name).state(), new ForgetResult(all, all > 0));
    }
  }

  static final class HadNone extends NaiveRing {
    HadNone(Disk disk) {
      super(disk);
    }

    @Override
    Changed<ForgetResult> forgotten(State state, String name) {
      Changed<ForgetResult> sound = super.forgotten(state, name);
      int destroyed = sound.result().keysDestroyed();
      return new Changed<>(sound.state(), new ForgetResult(destroyed, destroyed > 0));
    }
  }

  static final class ForgetsInstead extends NaiveRing {
    ForgetsInstead(Disk disk) {
      super(disk);
    }

    @Override
    public void destroyKeys(String recipient) {
      ForgetResult unused = change(state -> forgotten(state, Names.destroyable(recipient)));
    }
  }

  static final class DestroysLast extends NaiveRing {
    DestroysLast(Disk disk) {
      super(disk);
    }

    @Override
    public void destroyKeys(String recipient) {
      String name = Names.destroyable(recipient);
      boolean unused = change(state -> {
        UUID last = state.forgotten().contains(name) ? null : current(state, name);
        return new Changed<>(
            new State(destroyed(state, key -> key.id().equals(last)), state.forgotten()), true);
      });
    }
  }

  static final class LowerCase extends NaiveRing {
    LowerCase(Disk disk) {
      super(disk);
    }

    @Override
    String stored(String name) {
      return name.toLowerCase(Locale.ROOT);
    }
  }

  static final class CutNames extends NaiveRing {
    CutNames(Disk disk) {
      super(disk);
    }

    @Override
    String stored(String name) {
      return name.length() <= 255 ? name : name.substring(0, 255);
    }
  }

  static final class ForgetsReserved extends NaiveRing {
    ForgetsReserved(Disk disk) {
      super(disk);
    }

    @Override
    public ForgetResult forget(String recipient) {
      return change(state -> forgotten(state, Names.recipient(recipient)));
    }
  }

  /** Writes the keys that it has seen, so that it removes keys made since by other openings. */
  static final class Overwrites extends NaiveRing {
    private final Set<UUID> seen = new HashSet<>();

    Overwrites(Disk disk) {
      super(disk);
      see(disk.read());
    }

    private void see(State state) {
      state.keys().forEach(key -> seen.add(key.id()));
    }

    @Override
    <T> T change(Function<State, Changed<T>> change) {
      return super.change(state -> {
        Changed<T> changed = change.apply(state);
        if (changed.state().keys().size() == state.keys().size()) {
          return changed;
        }
        Key added = changed.state().keys().get(state.keys().size());
        List<Key> keys = changed.state().keys().stream()
            .filter(key -> seen.contains(key.id()) || key.name().equals(added.name()))
            .toList();
        State after = new State(keys, changed.state().forgotten());
        see(after);
        return new Changed<>(after, changed.result());
      });
    }
  }

  /** The first two threads that change the ring at once read the same state, and both write. */
  static final class LostUpdate extends NaiveRing {
    private static final Map<Disk, CountDownLatch> MEETINGS = new ConcurrentHashMap<>();

    LostUpdate(Disk disk) {
      super(disk);
    }

    @Override
    <T> T change(Function<State, Changed<T>> change) {
      CountDownLatch meeting = MEETINGS.computeIfAbsent(disk, any -> new CountDownLatch(2));
      if (!Threads.isOfTest() || meeting.getCount() == 0) {
        return super.change(change);
      }
      Changed<T> changed = change.apply(read());
      Threads.meet(meeting);
      return super.change(any -> changed);
    }
  }

  static final class Caches extends NaiveRing {
    private final Map<UUID, Answer> known = new ConcurrentHashMap<>();

    Caches(Disk disk) {
      super(disk);
    }

    @Override
    public Answer find(UUID keyId) {
      Answer answer = super.find(keyId);
      return answer instanceof Known ? store(keyId, answer) : known.getOrDefault(keyId, answer);
    }

    private Answer store(UUID keyId, Answer answer) {
      known.put(keyId, answer);
      return answer;
    }

    @Override
    public ForgetResult forget(String recipient) {
      known.clear();
      return super.forget(recipient);
    }

    @Override
    public void destroyKeys(String recipient) {
      known.clear();
      super.destroyKeys(recipient);
    }
  }

  static final class WholeParts extends NaiveRing {
    WholeParts(Disk disk) {
      super(disk);
    }

    @Override
    public KeyRing only(String... recipients) {
      return this;
    }
  }

  /** A part finds only the keys of its own names. */
  static final class HidesItself extends NaiveRing {
    HidesItself(Disk disk) {
      super(disk);
    }

    @Override
    public KeyRing only(String... recipients) {
      Set<String> names = Set.of(recipients);
      return new NaiveRing(disk) {
        @Override
        public Answer find(UUID keyId) {
          Answer answer = super.find(keyId);
          return answer instanceof Known known && !names.contains(known.recipient())
              ? new Unknown()
              : answer;
        }
      };
    }
  }

  /** Threads that a test of the kit has started. */
  private static final class Threads {

    private static boolean isOfTest() {
      return Thread.currentThread().getName().equals("tck-work");
    }

    // A thread that is alone continues after a moment.
    private static void meet(CountDownLatch meeting) {
      meeting.countDown();
      try {
        boolean unused = meeting.await(100, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
