package dev.eventstreams.tck;

/** Some of the clients of a history: threads of this process or of another. */
interface HistoryClients {

  /** Lets the clients begin; those who append wait until all the plan's appenders have come. */
  void begin(HistoryPlan plan);

  /** Returns when those who append have made all their calls, or were killed. */
  void awaitAppended();

  /** Returns when the watcher has seen the last event, or was killed. */
  void awaitEnded();
}
