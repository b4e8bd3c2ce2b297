package dev.eventstreams.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * Two counters in a small file that several processes map into memory: stamps, which order the
 * moments of all processes, and arrivals, by which clients begin at the same moment.
 *
 * <p>A stamp that is taken after another stamp was returned is larger, in every process: both
 * stamps come from one atomic counter.
 */
final class SharedCounters {

  private static final VarHandle NUMBERS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int STAMPS = 0;
  private static final int ARRIVALS = 64;

  private final ByteBuffer memory;

  private SharedCounters(ByteBuffer memory) {
    this.memory = memory;
  }

  /** Opens the file, and creates it if it is missing. */
  static SharedCounters in(Path file) {
    try (FileChannel channel = FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new SharedCounters(channel.map(FileChannel.MapMode.READ_WRITE, 0, 128));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a stamp that is larger than every earlier stamp. */
  long stamp() {
    return (long) NUMBERS.getAndAdd(memory, STAMPS, 1L) + 1;
  }

  /** Resets the arrivals, so that the next clients can meet. */
  void clearArrivals() {
    NUMBERS.setVolatile(memory, ARRIVALS, 0L);
  }

  /** Returns when {@code count} clients have called this since the arrivals were cleared. */
  void meet(int count) {
    long unused = (long) NUMBERS.getAndAdd(memory, ARRIVALS, 1L);
    while ((long) NUMBERS.getVolatile(memory, ARRIVALS) < count) {
      if (Thread.interrupted()) {
        throw new IllegalStateException("interrupted before all clients had come");
      }
      LockSupport.parkNanos(1_000);
    }
  }
}
