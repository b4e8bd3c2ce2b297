package dev.eventstreams.tck;

import dev.eventstreams.spi.StorageHandle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Breakages of values that are put once. */
final class ValueBreakages {

  private ValueBreakages() {}

  static List<Breakage> all() {
    return List.of(
        breakage("replaces values", Replaces::new),
        breakage("keeps the array of a value", KeepsArrays::new),
        breakage("hands out its own array of a value", HandsOutArrays::new),
        breakage("puts a value where it should look", PutsWhenLooking::new),
        breakage("finds values by the beginning of a name", ByPrefix::new),
        breakage("finds values in any case", AnyCase::new),
        breakage("gives each who puts at once a value of their own", NotAtomic::new));
  }

  private static Breakage breakage(String how, UnaryOperator<StorageHandle> storage) {
    return Breakage.ofStorage("L8", how, Chapters.Value.class, storage);
  }

  /** Keeps the values in a separate map. */
  private abstract static class OwnValues extends BrokenHandle {

    final Map<String, byte[]> values = new ConcurrentHashMap<>();

    OwnValues(StorageHandle sound) {
      super(sound);
    }

    @Override
    public byte[] putIfAbsent(String name, byte[] value) {
      byte[] before = values.putIfAbsent(name, value.clone());
      return before == null ? value.clone() : before.clone();
    }

    @Override
    public byte @Nullable [] value(String name) {
      byte[] value = values.get(name);
      return value == null ? null : value.clone();
    }
  }

  private static final class Replaces extends OwnValues {
    Replaces(StorageHandle sound) {
      super(sound);
    }

    @Override
    public byte[] putIfAbsent(String name, byte[] value) {
      byte[] before = values.put(name, value.clone());
      return before == null ? value.clone() : before;
    }
  }

  private static final class KeepsArrays extends OwnValues {
    KeepsArrays(StorageHandle sound) {
      super(sound);
    }

    @Override
    public byte[] putIfAbsent(String name, byte[] value) {
      byte[] before = values.putIfAbsent(name, value);
      return before == null ? value.clone() : before.clone();
    }
  }

  private static final class HandsOutArrays extends OwnValues {
    HandsOutArrays(StorageHandle sound) {
      super(sound);
    }

    @Override
    public byte @Nullable [] value(String name) {
      return values.get(name);
    }
  }

  private static final class PutsWhenLooking extends OwnValues {
    PutsWhenLooking(StorageHandle sound) {
      super(sound);
    }

    @Override
    public byte @Nullable [] value(String name) {
      return values.computeIfAbsent(name, unknown -> new byte[0]).clone();
    }
  }

  private static final class ByPrefix extends OwnValues {
    ByPrefix(StorageHandle sound) {
      super(sound);
    }

    @Override
    public byte @Nullable [] value(String name) {
      return values.entrySet().stream()
          .filter(value -> value.getKey().startsWith(name))
          .map(value -> value.getValue().clone())
          .findFirst()
          .orElse(null);
    }
  }

  private static final class AnyCase extends OwnValues {
    AnyCase(StorageHandle sound) {
      super(sound);
    }

    @Override
    public byte[] putIfAbsent(String name, byte[] value) {
      return super.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
    }

    @Override
    public byte @Nullable [] value(String name) {
      return super.value(name.toLowerCase(Locale.ROOT));
    }
  }

  /** Checks for a value, and puts one a moment later. */
  private static final class NotAtomic extends OwnValues {
    NotAtomic(StorageHandle sound) {
      super(sound);
    }

    @Override
    public byte[] putIfAbsent(String name, byte[] value) {
      byte[] stands = value(name);
      if (stands != null) {
        return stands;
      }
      LockSupport.parkNanos(1_000_000);
      values.put(name, value.clone());
      return value.clone();
    }
  }
}
