package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Clients of a history in another JVM. The JVM reports every moment before it continues, and may be
 * killed in the middle of its work.
 */
final class ForkedClients implements HistoryClients {

  private static final String MOMENT = "moment ";

  private final Fork fork;
  private final Path counters;
  private final int first;
  private final int appenders;
  private final int killedAfter;
  private final Consumer<Moment> notes;

  /**
   * Makes clients that have not begun.
   *
   * @param fork a worker that has the store open
   * @param counters the file of the {@link SharedCounters}
   * @param first the number of the first appender; the watcher has the number after the last
   *     appender
   * @param killedAfter the number of moments after which the JVM is killed; 0 if it is not killed
   */
  ForkedClients(
      Fork fork, Path counters, int first, int appenders, int killedAfter, Consumer<Moment> notes) {
    this.fork = fork;
    this.counters = counters;
    this.first = first;
    this.appenders = appenders;
    this.killedAfter = killedAfter;
    this.notes = notes;
  }

  /** Returns the line by which a worker reports a moment. */
  static String line(Moment moment) {
    return MOMENT + moment.encode();
  }

  @Override
  public void begin(HistoryPlan plan) {
    fork.tell("history " + first + " " + appenders + " " + plan.encode() + " " + counters);
    assertEquals("recording", fork.hear());
  }

  @Override
  public void awaitAppended() {
    if (killedAfter == 0) {
      noteUntil("appended");
      return;
    }
    for (int i = 0; i < killedAfter; i++) {
      note(fork.hear());
    }
    fork.kill().stream().filter(line -> line.startsWith(MOMENT)).forEach(this::note);
  }

  @Override
  public void awaitEnded() {
    if (killedAfter == 0) {
      noteUntil("recorded");
    }
  }

  private void noteUntil(String last) {
    for (String line = fork.hear(); !line.equals(last); line = fork.hear()) {
      note(line);
    }
  }

  private void note(String line) {
    if (!line.startsWith(MOMENT)) {
      throw new AssertionError("a client in another process " + line);
    }
    notes.accept(Moment.decode(line.substring(MOMENT.length())));
  }
}
