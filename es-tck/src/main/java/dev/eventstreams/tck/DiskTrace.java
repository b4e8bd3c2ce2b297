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

/** What a process did to the files of a directory, call by call, and what of it a loss of power leaves. */
final class DiskTrace {

  private static final int HEAD = 40;

  /**
   * A call.
   *
   * @param file a number of the file, for as long as it exists
   * @param offset where was written, how long the file became, or below 0 for a sync that failed
   * @param path of what changes names: the path that was made or deleted, or that a file was renamed to; else empty
   * @param bytes what was written, or the path that a file was renamed from
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

  /** Reads a trace; what a kill cut off at its end was no whole call. */
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

  /** Returns how many calls there were. */
  int length() {
    return calls.size();
  }

  /**
   * Makes the directory as it is when the power is lost after so many calls.
   *
   * @param target an empty directory
   * @param luck decides what was not synced and survives all the same
   */
  void restore(int count, PowerLoss.Luck luck, Path target) {
    PowerLoss disk = new PowerLoss(directory.toAbsolutePath().toString(), directoryFile);
    calls.subList(0, count).forEach(disk::apply);
    disk.restore(luck, target);
  }
}
