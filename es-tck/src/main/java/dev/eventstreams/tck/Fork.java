package dev.eventstreams.tck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Worker} in another JVM: it gets commands as lines and answers in lines.
 *
 * <p>A JVM whose worker was closed, and not killed, gets a new worker for a later test, since
 * booting a JVM takes longer than most commands.
 */
final class Fork implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  // The JVM of a worker that is busy for longer is ended.
  private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(2);

  private static final int MOST_IDLE = 10;
  private static final int HEAP_MEGABYTES = 256;

  private static final BlockingDeque<ForkedJvm> IDLE = new LinkedBlockingDeque<>(MOST_IDLE);

  private final ForkedJvm jvm;
  private final boolean usedAgain;
  private boolean closed;

  private Fork(ForkedJvm jvm, boolean usedAgain) {
    this.jvm = jvm;
    this.usedAgain = usedAgain;
  }

  /**
   * Starts a worker. Its JVM may still be booting when this returns; it runs the commands after
   * that.
   */
  static Fork start() {
    for (ForkedJvm idle = IDLE.poll(); idle != null; idle = IDLE.poll()) {
      if (idle.isAlive()) {
        return new Fork(idle, true);
      }
      idle.end();
    }
    return new Fork(ForkedJvm.boot(HEAP_MEGABYTES), true);
  }

  /** Starts a worker in a new JVM with a heap of so many megabytes. No later test uses that JVM. */
  static Fork start(int heapMegabytes) {
    return new Fork(ForkedJvm.boot(heapMegabytes), false);
  }

  /** Starts a worker whose JVM runs on the disk. No later test uses that JVM. */
  static Fork on(FailingDisk disk) {
    return new Fork(ForkedJvm.boot(HEAP_MEGABYTES, disk.environment()), false);
  }

  /** Starts a worker and opens the store in it. */
  static Fork on(String url) {
    Fork fork = start();
    String answer = fork.ask("open " + url);
    if (!answer.equals("opened")) {
      fork.close();
      throw new AssertionError("another process cannot open the store: " + answer);
    }
    return fork;
  }

  /** Sends a line to the worker. */
  void tell(String line) {
    jvm.tell(line);
  }

  /** Waits for the next line of the worker and returns it. */
  String hear() {
    return hear(PATIENCE);
  }

  /** Waits for the next line of the worker and returns it, or null if its JVM has ended. */
  @Nullable String hearOrEnd() {
    String line = next(PATIENCE);
    return line.equals(ForkedJvm.END) ? null : line;
  }

  /** Waits at most {@code patience} for the next line of the worker and returns it. */
  String hear(Duration patience) {
    String line = next(patience);
    if (line.equals(ForkedJvm.END)) {
      throw new AssertionError("the forked JVM ended: " + jvm.errors());
    }
    return line;
  }

  /** Returns whether a line of the worker can be read. */
  boolean hasAnswered() {
    return jvm.hasAnswered();
  }

  /** Sends a line to the worker, waits for its next line and returns it. */
  String ask(String line) {
    tell(line);
    return hear();
  }

  /**
   * Kills the JVM as {@code kill -9} does, and returns the whole lines of its worker that were not
   * read yet.
   */
  List<String> kill() {
    jvm.kill();
    List<String> rest = new ArrayList<>();
    for (String line = next(PATIENCE); !line.equals(ForkedJvm.END); line = next(PATIENCE)) {
      rest.add(line);
    }
    return rest;
  }

  private String next(Duration patience) {
    String line = jvm.next(patience);
    if (line == null) {
      throw new AssertionError(
          "the forked JVM was silent for " + patience.toSeconds() + " s: " + jvm.errors());
    }
    return line;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (!usedAgain || !jvm.isAlive() || !isFreeAgain() || !IDLE.offer(jvm)) {
      jvm.end();
    }
  }

  /**
   * Ends the worker, discards its remaining answers, and returns whether its JVM has a new worker.
   */
  private boolean isFreeAgain() {
    try {
      jvm.tell(Worker.NEXT);
      @Nullable String line = jvm.next(PATIENCE_AT_CLOSE);
      while (line != null && !line.equals(Worker.NEXT) && !line.equals(ForkedJvm.END)) {
        line = jvm.next(PATIENCE_AT_CLOSE);
      }
      return Worker.NEXT.equals(line);
    } catch (AssertionError e) {
      return false; // the JVM has ended, or this thread is interrupted
    }
  }
}
