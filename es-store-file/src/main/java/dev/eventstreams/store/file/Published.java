package dev.eventstreams.store.file;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How far the log is committed, as the file {@code head} shows it to followers. The writer
 * overwrites the file after each fsync of the log, before it answers any caller. The log never
 * depends on the file.
 *
 * @param segment the last segment
 * @param bytes how many bytes of that segment are committed
 * @param position the position of the last event, 0 if there is none
 */
record Published(int segment, long bytes, long position) {

  private static final FixedLine LINE =
      new FixedLine("{\"segment\":%9d,\"bytes\":%11d,\"position\":%11d", 0, 0, 0);
  private static final int TRIES = 100;

  /** The length of the line in bytes. */
  static final int LENGTH = LINE.length();

  byte[] line() {
    return LINE.write(segment, bytes, position);
  }

  /** Returns the content of the line, or null if the line is not valid. */
  static @Nullable Published of(byte[] line, int length) {
    long[] values = LINE.read(line, 0, length);
    return values == null ? null : new Published((int) values[0], values[1], values[2]);
  }

  /**
   * Returns the content of the file, or null if the file is missing or not valid.
   *
   * <p>The file is overwritten in place, so a reader may see half of one state and half of another
   * state. The checksum reveals this, and the next look sees a whole state. A new writer may put
   * another file in its place, so each look opens the file again.
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
