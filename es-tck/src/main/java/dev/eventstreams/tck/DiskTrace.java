package dev.eventstreams.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eventstreams.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The calls by which a process changed the files of a directory, and the files that a power loss
 * after some of them leaves.
 */
final class DiskTrace {

  private static final int HEAD = 40;

  /**
   * A call.
   *
   * @param file the number of the file, valid as long as the file exists
   * @param offset the offset of a write, the new length of a truncated file, or below 0 for a sync
   *     that failed
   * @param path for a call that changes names: the path that was created or deleted, or the new
   *     path of a renamed file; else empty
   * @param bytes the written bytes, or the old path of a renamed file
   */
  record Call(FailingDisk.Kind kind, long file, long offset, String path, Bytes bytes) {}

  private final Path directory;
  private final long directoryFile;
  private final List<Call> calls;

  private DiskTrace(Path directory, long directoryFile, List<Call> calls) {
    this.directory = directory;
    this.directoryFile = directoryFile;
    this.calls = calls;
  }

  /** Reads a trace. Skips an incomplete call at the end, which a kill cut off. */
  static DiskTrace read(Path directory, byte[] trace) {
    ByteBuffer bytes = ByteBuffer.wrap(trace).order(ByteOrder.nativeOrder());
    List<Call> calls = new ArrayList<>();
    while (bytes.remaining() >= HEAD) {
      FailingDisk.Kind kind = FailingDisk.Kind.of(bytes.getLong());
      long file = bytes.getLong();
      long offset = bytes.getLong();
      long length = bytes.getLong();
      long pathLength = bytes.getLong();
      if (bytes.remaining() < length + pathLength) {
        break;
      }
      String path = new String(take(bytes, pathLength), UTF_8);
      calls.add(new Call(kind, file, offset, path, Bytes.of(take(bytes, length))));
    }
    return new DiskTrace(directory, fileNumber(directory), calls);
  }

  private static byte[] take(ByteBuffer bytes, long length) {
    byte[] taken = new byte[(int) length];
    bytes.get(taken);
    return taken;
  }

  private static long fileNumber(Path directory) {
    try {
      return (Long) Files.getAttribute(directory, "unix:ino");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the number of calls. */
  int length() {
    return calls.size();
  }

  /**
   * Writes the directory as it is after a power loss that follows the first {@code count} calls.
   *
   * @param target an empty directory
   * @param luck decides which changes survive although they were not synced
   */
  void restore(int count, PowerLoss.Luck luck, Path target) {
    PowerLoss disk = new PowerLoss(directory.toAbsolutePath().toString(), directoryFile);
    calls.subList(0, count).forEach(disk::apply);
    disk.restore(luck, target);
  }
}
