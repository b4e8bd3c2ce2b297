package dev.eventstreams.tck;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The plan of a history. A seed chooses the calls of its clients.
 *
 * @param name the prefix of the names of its streams
 * @param base the head of the store before the history
 * @param appenders the number of appending clients in all processes; they begin at the same moment
 * @param calls the number of calls of each appending client
 */
record HistoryPlan(String name, long base, long seed, int appenders, int calls) {

  /** Begins the data of the last event of each stream. A watcher ends at that event. */
  static final String END = "end";

  /** Returns the streams. */
  List<String> streams() {
    return IntStream.range(0, 2).mapToObj(i -> name + "-" + (char) ('a' + i)).toList();
  }

  /** Returns the plan as words of a line. */
  String encode() {
    return String.join(
        " ",
        name,
        Long.toString(base),
        Long.toString(seed),
        Integer.toString(appenders),
        Integer.toString(calls));
  }

  /** Reads a plan that {@link #encode} returned, beginning at the given word. */
  static HistoryPlan decode(String[] words, int first) {
    return new HistoryPlan(
        words[first],
        Long.parseLong(words[first + 1]),
        Long.parseLong(words[first + 2]),
        Integer.parseInt(words[first + 3]),
        Integer.parseInt(words[first + 4]));
  }
}
