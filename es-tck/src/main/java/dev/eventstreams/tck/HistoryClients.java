package dev.eventstreams.tck;

/** Some of the clients of a history: threads of this process or of another process. */
interface HistoryClients {

  /**
   * Lets the clients begin. Appending clients wait until all appenders of the plan have arrived.
   */
  void begin(HistoryPlan plan);

  /** Returns when the appending clients have made all their calls, or were killed. */
  void awaitAppended();

  /** Returns when the watcher has seen the last event, or was killed. */
  void awaitEnded();
}
