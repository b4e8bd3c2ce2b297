package dev.eventstreams.store.file;

import dev.eventstreams.StorageException;
import dev.eventstreams.core.adapter.Directories;
import dev.eventstreams.core.adapter.FileFailure;
import dev.eventstreams.core.adapter.FileIdentity;
import dev.eventstreams.spi.Names;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The directory of a store, and the names of the files in it. */
final class StoreDirectory {

  private static final Pattern SEGMENT = Pattern.compile("[0-9]{8}\\.jsonl");
  private static final Pattern UNFINISHED = Pattern.compile("[0-9]{8}\\.[0-9a-f]{16}\\.tmp");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path path;

  private StoreDirectory(Path path) {
    this.path = path;
  }

  /**
   * Returns the directory, and makes it if it is missing. On return, its name is on the disk, also
   * if an earlier opening made it and then failed.
   */
  static StoreDirectory create(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    try {
      if (parent != null && FileIdentity.isMissing(parent)) {
        throw new StorageException(
            "cannot make " + Names.printable(path) + ": the directory " + Names.printable(parent)
                + " is not there",
            null);
      }
      boolean made = Folders.makeDirectory(path);
      if (parent != null) {
        syncName(parent, made);
      }
      return new StoreDirectory(path.toRealPath());
    } catch (IOException e) {
      throw new StorageException(
          "cannot use " + Names.printable(path) + " as a directory: " + FileFailure.reason(e, path),
          e);
    }
  }

  // If this user may not read the parent, another user made the directory: its name is not synced.
  private static void syncName(Path parent, boolean made) throws IOException {
    try {
      Directories.sync(parent);
    } catch (AccessDeniedException e) {
      if (made) {
        throw e;
      }
    }
  }

  /** Returns the directory of an existing store. */
  static StoreDirectory existing(Path path) {
    try {
      if (!FileIdentity.isMissing(path)) {
        Folders.requireDirectory(path);
        StoreDirectory directory = new StoreDirectory(path.toRealPath());
        if (!directory.segments().isEmpty()) {
          return directory;
        }
      }
    } catch (IOException e) {
      throw new StorageException(
          "cannot read " + Names.printable(path) + ": " + FileFailure.reason(e, path), e);
    }
    throw new StorageException(
        "there is no store in " + Names.printable(path) + "; mode=read needs an existing store",
        null);
  }

  Path path() {
    return path;
  }

  Path segment(int number) {
    return path.resolve(String.format(Locale.ROOT, "%08d.jsonl", number));
  }

  /** Returns a unique name for a segment that is not whole yet. */
  Path unfinished(int number) {
    return path.resolve(String.format(
        Locale.ROOT, "%08d.%016x%s", number, RANDOM.nextLong(), SmallFile.UNFINISHED));
  }

  Path index(int number) {
    return path.resolve(String.format(Locale.ROOT, "%08d.index", number));
  }

  Path head() {
    return path.resolve("head");
  }

  Path lock() {
    return path.resolve("lock");
  }

  Path snapshots() {
    return path.resolve("snapshots");
  }

  Path settled() {
    return path.resolve("settled");
  }

  /** Returns a free name for the bytes that were cut off at this offset. */
  Path torn(int number, long offset) throws IOException {
    String name = String.format(Locale.ROOT, "%08d.torn-%d", number, offset);
    Path free = path.resolve(name);
    for (int i = 2; !FileIdentity.isMissing(free); i++) {
      free = path.resolve(name + "-" + i);
    }
    return free;
  }

  /** Returns the numbers of the existing segments, in order. */
  List<Integer> segments() throws IOException {
    return Folders.list(path).stream()
        .map(file -> file.getFileName().toString())
        .filter(name -> SEGMENT.matcher(name).matches())
        .map(name -> Integer.valueOf(name.substring(0, 8)))
        .sorted()
        .toList();
  }

  /** Fails if the directory contains anything except what an interrupted opening leaves. */
  void requireEmpty() throws IOException {
    for (Path file : Folders.list(path)) {
      boolean unfinished = UNFINISHED.matcher(file.getFileName().toString()).matches();
      if (!unfinished && !file.equals(lock())) {
        throw new StorageException(
            "no store can be made in " + Names.printable(path)
                + ": it has no 00000001.jsonl, and it is not empty: "
                + Names.quote(file.getFileName().toString()),
            null);
      }
    }
  }

  /**
   * Makes the missing directories inside this directory.
   *
   * @throws StorageException if the store is encrypted and {@code settled} is missing: the
   *     directory was lost with its content
   */
  void makeFolders(boolean isEncrypted) throws IOException {
    if (isEncrypted && FileIdentity.isMissing(settled())) {
      throw new StorageException(
          "the store is damaged: the directory " + Names.printable(settled())
              + " is missing; encrypted data cannot be read without it",
          null);
    }
    boolean made = Folders.makeDirectory(snapshots());
    made |= Folders.makeDirectory(settled());
    if (made) {
      sync();
    }
  }

  /** Makes the names of the files in the directory durable. */
  void sync() throws IOException {
    Directories.sync(path);
  }
}
