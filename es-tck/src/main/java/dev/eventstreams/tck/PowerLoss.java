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

/**
 * A disk with a cache that is lost with the power: bytes are safe once their file was synced, names once their directory was.
 *
 * <p>After a sync that failed, the kernel no longer knows which pages were dirty: a later sync that succeeds has written none of
 * them. So they are never safe, unless they are written again.
 */
final class PowerLoss {

  /** Decides of each change that was not synced whether it survives; the names of a directory survive in order. */
  interface Luck {
    boolean survives();
  }

  private static final class Content {
    private byte[] safe = new byte[0];
    private final List<DiskTrace.Call> cached = new ArrayList<>();
  }

  private final String root;
  private final Map<Long, Content> files = new HashMap<>();
  private final Map<Long, String> directories = new HashMap<>();
  private final Map<String, Long> safeNames = new TreeMap<>();
  private final Map<String, List<DiskTrace.Call>> cachedNames = new HashMap<>();

  PowerLoss(String root, long rootFile) {
    this.root = root;
    directories.put(rootFile, root);
  }

  void apply(DiskTrace.Call call) {
    switch (call.kind()) {
      case WRITE, TRUNCATE -> content(call.file()).cached.add(call);
      case SYNC -> sync(call);
      case MKDIR -> {
        directories.put(call.file(), call.path());
        cacheName(call);
      }
      case CREATE -> {
        files.put(call.file(), new Content()); // perhaps under the number of a file that is gone
        cacheName(call);
      }
      case RENAME, UNLINK, LINK -> cacheName(call);
    }
  }

  private Content content(long file) {
    return files.computeIfAbsent(file, any -> new Content());
  }

  private void cacheName(DiskTrace.Call call) {
    cachedNames.computeIfAbsent(parent(call.path()), any -> new ArrayList<>()).add(call);
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private void sync(DiskTrace.Call call) {
    boolean succeeded = call.offset() == 0;
    String directory = directories.get(call.file());
    if (directory != null) {
      List<DiskTrace.Call> names = cachedNames.getOrDefault(directory, new ArrayList<>());
      if (succeeded) {
        names.forEach(name -> applyName(safeNames, name));
        names.clear();
      }
      return;
    }
    Content content = content(call.file());
    if (succeeded) {
      content.cached.forEach(change -> content.safe = changed(content.safe, change));
    }
    content.cached.clear();
  }

  private static void applyName(Map<String, Long> names, DiskTrace.Call call) {
    switch (call.kind()) {
      case CREATE, MKDIR, LINK -> names.put(call.path(), call.file());
      case UNLINK -> names.remove(call.path());
      default -> {
        names.remove(call.bytes().utf8());
        names.put(call.path(), call.file());
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

  /** Writes what is left after the power was lost. */
  void restore(Luck luck, Path target) {
    Map<String, Long> names = new TreeMap<>(safeNames);
    cachedNames
        .values()
        .forEach(calls -> calls.stream()
            .takeWhile(call -> luck.survives())
            .forEach(call -> applyName(names, call)));
    names.forEach((path, file) -> {
      Path restored = target.resolve(path.substring(root.length() + 1));
      try {
        if (directories.containsKey(file)) {
          Files.createDirectories(restored);
        } else if (Files.isDirectory(Objects.requireNonNull(restored.getParent()))) {
          Files.write(restored, left(content(file), luck));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private static byte[] left(Content content, Luck luck) {
    byte[] bytes = content.safe.clone();
    for (DiskTrace.Call call : content.cached) {
      if (luck.survives()) {
        bytes = changed(bytes, call);
      }
    }
    return bytes;
  }
}
