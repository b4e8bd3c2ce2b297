package dev.eventstreams.store.file;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Up to where the log is committed, as the file {@code head} says: what followers go by. The writer overwrites it after each
 * fsync of the log, before anybody is answered; the log never depends on it.
 *
 * @param segment the last segment
 * @param bytes how many bytes of that segment are committed
 * @param position the last event's position, 0 if there is none
 */
record Published(int segment, long bytes, long position) {

  private static final FixedLine LINE =
      new FixedLine("{\"segment\":%9d,\"bytes\":%11d,\"position\":%11d", 0, 0, 0);
  private static final int TRIES = 100;

  /** How many bytes the line has. */
  static final int LENGTH = LINE.length();

  byte[] line() {
    return LINE.write(segment, bytes, position);
  }

  /** Returns what the line says, or null if it says nothing that can be true. */
  static @Nullable Published of(byte[] line, int length) {
    long[] values = LINE.read(line, 0, length);
    return values == null ? null : new Published((int) values[0], values[1], values[2]);
  }

  /**
   * Returns what the file says, or null if it is not there or says nothing that can be true.
   *
   * <p>It is overwritten in place, so that a reader may see half of one state and half of another: the checksum tells, and the next
   * look sees a whole one. A new writer may put another file in its place, so it is opened for each look.
   */
  static @Nullable Published read(Path file) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      byte[] line = SmallFile.read(file);
      Published published = line == null ? null : of(line, line.length);
      if (published != null || line == null || line.length < LENGTH) {
        return published;
      }
      Thread.onSpinWait();
    }
    return null;
  }
}
