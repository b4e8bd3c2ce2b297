package dev.eventstreams.core.adapter;

import dev.eventstreams.StoreLockedException;
import dev.eventstreams.spi.Names;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Cleaner;
import java.lang.ref.Cleaner.Cleanable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reserves a file for one class loader of the JVM: while a copy of this library claims the file, a
 * copy in another class loader gets a {@link StoreLockedException}. A copy may claim a file many
 * times. It releases the file when the last of these claims is closed, or when its class loader is
 * garbage-collected.
 *
 * <p>For backends whose locks belong to the process, as POSIX locks do: two class loaders that open
 * the same file do not see each other's locks, and damage it. A file is known by its real path and
 * by its file key (device and inode), so symbolic and hard links lead to the same claim. Claims are
 * system properties, and are lost if the application replaces all system properties. They do not
 * affect other processes. Safe for use by several threads.
 */
public final class JvmClaim implements AutoCloseable {

  private static final String PREFIX = "dev.eventstreams.claim:";
  private static final Cleaner CLEANER = Cleaner.create();
  private static final Map<String, Held> HELD = new HashMap<>(); // guarded by itself

  private final List<String> keys = new ArrayList<>(2); // guarded by HELD

  private JvmClaim() {}

  /**
   * Claims a file for the class loader of this class.
   *
   * @param file an existing file or directory
   * @throws StoreLockedException if another class loader of this JVM has claimed it
   * @throws IOException if the file's real path or attributes cannot be read
   */
  public static JvmClaim of(Path file) throws IOException {
    List<String> keys = keys(file);
    JvmClaim claim = new JvmClaim();
    synchronized (HELD) {
      for (String key : keys) {
        String other = claim.add(key);
        if (other != null) {
          claim.close();
          throw new StoreLockedException(refusal(file, other), null);
        }
      }
    }
    return claim;
  }

  private static List<String> keys(Path file) throws IOException {
    String path = PREFIX + file.toRealPath();
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key == null ? List.of(path) : List.of(path, PREFIX + key);
  }

  /** Claims the key and returns null, or returns the other class loader that has the key. */
  private @Nullable String add(String key) {
    Held held = HELD.get(key);
    if (held == null) {
      Object owner = System.getProperties().putIfAbsent(key, owner());
      if (owner != null && !owner.equals(owner())) {
        return owner.toString();
      }
      held = new Held(key);
      HELD.put(key, held);
    }
    held.claims++;
    keys.add(key);
    return null;
  }

  private static String refusal(Path file, String other) {
    return "cannot open " + Names.printable(file) + ": the class loader " + other
        + " of this JVM has it open, and its"
        + " locks do not hold against the class loader " + owner() + "; close the store there, or"
        + " load the library once, in a class loader that both share";
  }

  private static String owner() {
    ClassLoader loader = JvmClaim.class.getClassLoader();
    return loader == null
        ? "boot"
        : loader.getClass().getName() + '@' + Integer.toHexString(System.identityHashCode(loader));
  }

  /** Releases this claim. A second call does nothing. */
  @Override
  public void close() {
    synchronized (HELD) {
      for (String key : keys) {
        Held held = HELD.get(key);
        if (held != null && --held.claims == 0) {
          HELD.remove(key);
          held.release.clean();
        }
      }
      keys.clear();
    }
  }

  /** A system property of this class loader, which the cleaner removes once the class loader is unreachable. */
  private static final class Held {
    final Cleanable release;
    int claims;

    Held(String key) {
      this.release = CLEANER.register(this, removal(key));
    }

    // The cleaner keeps a reference to its action. An action of a class of this library would keep
    // the class loader reachable, so this action consists only of JDK classes.
    private static Runnable removal(String key) {
      try {
        MethodHandle clear = MethodHandles.publicLookup()
            .findStatic(
                System.class, "clearProperty", MethodType.methodType(String.class, String.class))
            .bindTo(key);
        return MethodHandleProxies.asInterfaceInstance(
            Runnable.class, clear.asType(MethodType.methodType(void.class)));
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("System.clearProperty is missing", e);
      }
    }
  }
}
