package dev.eventstreams.store.file;

import dev.eventstreams.StorageException;
import dev.eventstreams.core.adapter.Directories;
import dev.eventstreams.core.adapter.FileFailure;
import dev.eventstreams.core.adapter.FileIdentity;
import dev.eventstreams.spi.Names;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Files that are written whole or not at all. */
final class SmallFile {

  /** The suffix of files that are not finished. */
  static final String UNFINISHED = ".tmp";

  private SmallFile() {}

  /**
   * Replaces the file by the content, and returns when this is durable. A reader sees the old file
   * or the new one.
   */
  static void replace(Path folder, String name, byte[] content) throws IOException {
    write(folder.resolve(name), content, true);
    Directories.sync(folder);
  }

  /**
   * Replaces the file without waiting for the disk. For content that can be rebuilt and has its own
   * checksum, which shows whether it is whole.
   */
  static void replaceLazily(Path file, byte[] content) throws IOException {
    write(file, content, false);
  }

  private static void write(Path file, byte[] content, boolean durable) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
    try (RandomAccessFile open = new RandomAccessFile(unfinished.toFile(), "rw")) {
      open.setLength(0);
      open.write(content);
      if (durable) {
        open.getFD().sync();
      }
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Returns the content, or null if the file certainly does not exist. */
  static byte @Nullable [] read(Path file) throws IOException {
    try (InputStream open = new FileInputStream(file.toFile())) {
      return open.readAllBytes();
    } catch (FileNotFoundException e) { // thrown for every reason why it cannot be opened
      if (FileIdentity.isMissing(file)) {
        return null;
      }
      throw e;
    }
  }

  static StorageException damaged(Path file, Exception cause) {
    return new StorageException(
        "the store is damaged: " + Names.printable(file) + " is " + cause.getMessage()
            + "; a snapshot can be deleted and made again",
        cause);
  }

  static StorageException failed(String what, Path file, IOException cause) {
    return new StorageException(
        "cannot " + what + " " + Names.printable(file) + ": " + FileFailure.reason(cause, file),
        cause);
  }

  /** Returns a file name for any text: the first half of its SHA-256 in hexadecimal digits. */
  static String nameFor(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
