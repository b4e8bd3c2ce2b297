package dev.eventstreams.core.adapter;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What backends that keep files do to directories. */
public final class Directories {

  private Directories() {}

  /**
   * Returns when it is on the disk which files the directory has. Does nothing on Windows, where directories cannot be opened, and need
   * not be. An interrupted thread does it as well, and stays interrupted.
   *
   * @throws IOException if it may not be on the disk
   */
  public static void sync(Path directory) throws IOException {
    if (System.getProperty("os.name", "").startsWith("Windows")) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        // A channel of this call alone: an interrupt closes no other; then it is done again.
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
