package dev.eventstreams.core;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Runs work on file channels despite interrupts: work that an interrupt cut off begins again. The
 * thread keeps its interrupt flag.
 */
final class Uninterrupted {

  private Uninterrupted() {}

  /** Work that may begin again. */
  interface Work<T> {
    T run() throws IOException;
  }

  static <T> T run(Work<T> work) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return work.run();
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
