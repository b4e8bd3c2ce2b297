package dev.eventstreams.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk with a cache that a power loss clears: bytes are safe after a sync of their file, names
 * after a sync of their directory.
 *
 * <p>After a sync that failed, the kernel no longer knows which pages were dirty: a later sync that
 * succeeds writes none of them. So these bytes are never safe, unless they are written again.
 *
 * <p>A name that was removed and that exists again after the power loss refers to its old file,
 * even if the operating system has given the number of that file to another file meanwhile.
 */
final class PowerLoss {

  /**
   * Decides for each unsynced change whether it survives. Changes of names in a directory survive
   * in order: after a lost change, no later change survives.
   */
  interface Luck {
    boolean survives();
  }

  /** A file or a directory. */
  private static final class Node {
    private final @Nullable String directory;
    private final List<DiskTrace.Call> cached = new ArrayList<>();
    private byte[] safe = new byte[0];

    Node(@Nullable String directory) {
      this.directory = directory;
    }
  }

  /** A change of a name: the name is given to a node, or removed. */
  private record Naming(DiskTrace.Call call, Node node) {}

  private final String root;
  private final Map<Long, Node> nodes = new HashMap<>(); // by their current numbers
  private final Map<String, Node> safeNames = new TreeMap<>();
  private final Map<String, List<Naming>> cachedNames = new HashMap<>();

  PowerLoss(String root, long rootFile) {
    this.root = root;
    nodes.put(rootFile, new Node(root));
  }

  void apply(DiskTrace.Call call) {
    switch (call.kind()) {
      case WRITE, TRUNCATE -> node(call).cached.add(call);
      case SYNC -> sync(node(call), call.offset() == 0);
      case MKDIR -> {
        nodes.put(call.file(), new Node(call.path()));
        name(call);
      }
      case CREATE -> {
        nodes.put(call.file(), new Node(null));
        name(call);
      }
      case RENAME, UNLINK, LINK -> name(call);
    }
  }

  private Node node(DiskTrace.Call call) {
    return nodes.computeIfAbsent(call.file(), any -> new Node(null));
  }

  private void name(DiskTrace.Call call) {
    cachedNames
        .computeIfAbsent(parent(call.path()), any -> new ArrayList<>())
        .add(new Naming(call, node(call)));
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private void sync(Node node, boolean succeeded) {
    if (node.directory == null) {
      if (succeeded) {
        node.cached.forEach(change -> node.safe = changed(node.safe, change));
      }
      node.cached.clear();
    } else if (succeeded) {
      List<Naming> names = cachedNames.getOrDefault(node.directory, new ArrayList<>());
      names.forEach(naming -> applyName(safeNames, naming));
      names.clear();
    }
  }

  private static void applyName(Map<String, Node> names, Naming naming) {
    DiskTrace.Call call = naming.call;
    switch (call.kind()) {
      case CREATE, MKDIR, LINK -> names.put(call.path(), naming.node);
      case UNLINK -> names.remove(call.path());
      default -> {
        names.remove(call.bytes().utf8());
        names.put(call.path(), naming.node);
      }
    }
  }

  private static byte[] changed(byte[] bytes, DiskTrace.Call call) {
    int end = (int) call.offset() + call.bytes().length();
    if (call.kind() == FailingDisk.Kind.TRUNCATE) {
      return Arrays.copyOf(bytes, end);
    }
    byte[] more = end <= bytes.length ? bytes : Arrays.copyOf(bytes, end);
    System.arraycopy(
        call.bytes().toArray(), 0, more, (int) call.offset(), call.bytes().length());
    return more;
  }

  /** Writes the files that remain after the power loss to the target directory. */
  void restore(Luck luck, Path target) {
    Map<String, Node> names = new TreeMap<>(safeNames);
    cachedNames
        .values()
        .forEach(namings -> namings.stream()
            .takeWhile(naming -> luck.survives())
            .forEach(naming -> applyName(names, naming)));
    names.forEach((path, node) -> {
      Path restored = target.resolve(path.substring(root.length() + 1));
      try {
        if (node.directory != null) {
          Files.createDirectories(restored);
        } else if (Files.isDirectory(Objects.requireNonNull(restored.getParent()))) {
          Files.write(restored, left(node, luck));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private static byte[] left(Node node, Luck luck) {
    byte[] bytes = node.safe.clone();
    for (DiskTrace.Call call : node.cached) {
      if (luck.survives()) {
        bytes = changed(bytes, call);
      }
    }
    return bytes;
  }
}
