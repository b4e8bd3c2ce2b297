package dev.eventstreams.examples;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Shows the progress of long work in a line that is rewritten every half second. Short work gets no
 * line.
 */
final class Progress {

  private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(500);

  private final PrintStream out;
  private final String what;
  private final long total;
  private final long began = System.nanoTime();
  private long nextAt = began + EVERY;
  private boolean shown;

  Progress(PrintStream out, String what, long total) {
    this.out = out;
    this.what = what;
    this.total = total;
  }

  void at(long done) {
    long now = System.nanoTime();
    if (now - nextAt >= 0) {
      long perSecond = done * TimeUnit.SECONDS.toNanos(1) / (now - began);
      out.printf(Locale.ROOT, "\r%,d of %,d %s, %,d a second ", done, total, what, perSecond);
      out.flush();
      nextAt = now + EVERY;
      shown = true;
    }
  }

  void done() {
    if (shown) {
      out.println();
      shown = false;
    }
  }
}
