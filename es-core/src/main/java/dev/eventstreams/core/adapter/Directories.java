package dev.eventstreams.core.adapter;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Directory operations of backends that store files. */
public final class Directories {

  private Directories() {}

  /**
   * Forces the entries of a directory (the names of its files) to disk. Does nothing on Windows,
   * where a directory cannot be opened and needs no sync. Also works in an interrupted thread,
   * which stays interrupted.
   *
   * @throws IOException if the entries may not be on disk
   */
  public static void sync(Path directory) throws IOException {
    if (System.getProperty("os.name", "").startsWith("Windows")) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        // A separate channel: an interrupt closes no other channel, and the loop tries again.
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
}
