package dev.eventstreams.core;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.eventstreams.Bytes;
import dev.eventstreams.StorageException;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A {@link KeyBook} on disk: 8 bytes {@code ES-KEYS} and the version 1, a nonce of 12 bytes, and the book encrypted by AES-256-GCM with
 * the master key, of which the first 8 bytes are the additional authenticated data.
 *
 * <p>A change is written beside the file, forced to disk, and put in its place by a rename, so that a crash leaves the old book or
 * the new one, and a reader without the lock sees one of them whole. The nonce is fresh each time, so it also tells whether the file
 * was replaced. No interruptible channel holds data: an interrupt cannot tear a write.
 */
final class KeyFile {

  private static final byte[] MAGIC = "ES-KEYS\1".getBytes(US_ASCII);
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path path;
  private final SecretKey masterKey;

  /** A book, and what tells this state of the file from every other. */
  record Content(KeyBook book, Bytes stamp) {}

  KeyFile(Path path, byte[] masterKey) {
    if (masterKey.length != 32) {
      throw new IllegalArgumentException(
          "a master key of " + masterKey.length + " bytes; AES-256 wants 32");
    }
    this.path = real(path.toAbsolutePath().normalize());
    this.masterKey = new SecretKeySpec(masterKey, "AES");
  }

  // Where a link leads: a rename would replace the link.
  private static Path real(Path path) {
    try {
      return Files.exists(path) ? path.toRealPath() : path;
    } catch (IOException e) {
      throw new StorageException("cannot use the key file " + path, e);
    }
  }

  /** Makes the file if it is not there. */
  void open() {
    try {
      boolean unused = FileMutex.holding(
          beside(".lock"), () -> Files.exists(path) || !write(new KeyBook()).isEmpty());
    } catch (IOException e) {
      throw new StorageException("cannot make the key file " + path, e);
    }
  }

  /** Returns what changes whenever the file does; null if there is no file. */
  @Nullable Bytes stamp() {
    try (FileInputStream in = new FileInputStream(path.toFile())) {
      return Bytes.of(in.readNBytes(MAGIC.length + NONCE_BYTES));
    } catch (FileNotFoundException e) {
      return null;
    } catch (IOException e) {
      throw new StorageException("cannot read the key file " + path, e);
    }
  }

  /** Reads the book. */
  Content read() {
    try (FileInputStream in = new FileInputStream(path.toFile())) {
      return decrypt(in.readAllBytes());
    } catch (IOException e) {
      throw new StorageException("cannot read the key file " + path, e);
    }
  }

  /** Changes the book, in one step for every process; returns what is there then. */
  Content update(Consumer<KeyBook> change) {
    try {
      return FileMutex.holding(beside(".lock"), () -> locked(change));
    } catch (IOException e) {
      throw new StorageException("cannot write the key file " + path, e);
    }
  }

  private Content locked(Consumer<KeyBook> change) throws IOException {
    // A file that somebody removed is made again: what this process knows is still to be had.
    KeyBook book = Files.exists(path) ? read().book() : new KeyBook();
    change.accept(book);
    return new Content(book, write(book));
  }

  // Under the lock.
  private Bytes write(KeyBook book) throws IOException {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    Path next = beside(".new");
    Files.deleteIfExists(next); // left over by a crash
    Files.createFile(next, forOwnerAlone());
    try (FileOutputStream out = new FileOutputStream(next.toFile())) {
      out.write(MAGIC);
      out.write(nonce);
      out.write(crypt(Cipher.ENCRYPT_MODE, nonce, book.encode(), 0));
      out.getFD().sync();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no AES-GCM", e);
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncDirectory();
    return stampOf(nonce);
  }

  private static Bytes stampOf(byte[] nonce) {
    byte[] stamp = Arrays.copyOf(MAGIC, MAGIC.length + NONCE_BYTES);
    System.arraycopy(nonce, 0, stamp, MAGIC.length, NONCE_BYTES);
    return Bytes.of(stamp);
  }

  private Content decrypt(byte[] file) throws IOException {
    int start = MAGIC.length + NONCE_BYTES;
    if (file.length < start + TAG_BITS / 8
        || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IOException(
          "it does not begin as a key file of version 1: damaged, or of a newer version");
    }
    Bytes stamp = Bytes.of(file, 0, start);
    byte[] nonce = Arrays.copyOfRange(file, MAGIC.length, start);
    try {
      return new Content(KeyBook.decode(crypt(Cipher.DECRYPT_MODE, nonce, file, start)), stamp);
    } catch (GeneralSecurityException e) {
      throw new IOException("the master key does not fit, or the file was changed", e);
    }
  }

  private byte[] crypt(int mode, byte[] nonce, byte[] input, int offset)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, masterKey, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(MAGIC);
    return cipher.doFinal(input, offset, input.length - offset);
  }

  private void syncDirectory() throws IOException {
    Path directory = path.getParent();
    if (!isPosix() || directory == null) {
      return; // Windows takes no handle on a directory
    }
    boolean interrupted = Thread.interrupted();
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static FileAttribute<?>[] forOwnerAlone() {
    return isPosix()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }

  private Path beside(String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
