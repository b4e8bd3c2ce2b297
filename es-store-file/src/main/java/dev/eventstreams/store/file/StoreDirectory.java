package dev.eventstreams.store.file;

import dev.eventstreams.StorageException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The directory of a store: what the files in it are called. */
final class StoreDirectory {

  private static final Pattern SEGMENT = Pattern.compile("[0-9]{8}\\.jsonl");

  private final Path path;

  private StoreDirectory(Path path) {
    this.path = path;
  }

  /** Returns the directory, made if it is missing. */
  static StoreDirectory create(Path path) {
    Path parent = path.getParent();
    try {
      if (parent != null && !Files.isDirectory(path)) {
        if (!Files.isDirectory(parent)) {
          throw new StorageException(
              "cannot make " + path + ": the directory " + parent + " is not there", null);
        }
        makeDirectory(path);
        sync(parent);
      }
      return new StoreDirectory(path.toRealPath());
    } catch (IOException e) {
      throw new StorageException("cannot use " + path + " as a directory: " + said(e), e);
    }
  }

  static void makeDirectory(Path path) throws IOException {
    try {
      Files.createDirectory(path);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(path)) {
        throw new IOException(path + " is a file", e);
      }
    }
  }

  /** Returns a directory that has a store in it. */
  static StoreDirectory existing(Path path) {
    try {
      if (Files.isDirectory(path)) {
        StoreDirectory directory = new StoreDirectory(path.toRealPath());
        if (!directory.segments().isEmpty()) {
          return directory;
        }
      }
    } catch (IOException e) {
      throw new StorageException("cannot read " + path + ": " + said(e), e);
    }
    throw new StorageException(
        "there is no store in " + path + "; mode=read opens one that is there", null);
  }

  Path path() {
    return path;
  }

  Path segment(int number) {
    return path.resolve(String.format(Locale.ROOT, "%08d.jsonl", number));
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

  /** Returns a name that is free, for what was cut off there. */
  Path torn(int number, long offset) {
    String name = String.format(Locale.ROOT, "%08d.torn-%d", number, offset);
    Path free = path.resolve(name);
    for (int i = 2; Files.exists(free); i++) {
      free = path.resolve(name + "-" + i);
    }
    return free;
  }

  /** Returns the numbers of the segments that are there, in order. */
  List<Integer> segments() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> SEGMENT.matcher(name).matches())
          .map(name -> Integer.valueOf(name.substring(0, 8)))
          .sorted()
          .toList();
    }
  }

  /** Fails unless there is nothing in the directory but what an opening that was cut off leaves. */
  void requireEmpty() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("lock"))
          .findFirst()
          .ifPresent(name -> {
            throw new StorageException(
                "no store can be made in " + path
                    + ": it has no 00000001.jsonl, and it is not empty: " + name,
                null);
          });
    }
  }

  /** Makes durable which files are there. */
  void sync() throws IOException {
    sync(path);
  }

  // A channel of this call alone: an interrupt closes it, and nobody else's; then it is done again,
  // and the flag is kept.
  static void sync(Path directory) throws IOException {
    if (System.getProperty("os.name", "").startsWith("Windows")) {
      return; // where directories cannot be opened, and need not be
    }
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
          channel.force(true);
          return;
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String said(IOException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
