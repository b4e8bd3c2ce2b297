package dev.eventstreams.tck;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What the clients of a history do, chosen by a seed.
 *
 * @param name begins the names of its streams
 * @param base the head of the store before the history
 * @param appenders how many clients, in all processes, begin at the same moment
 * @param calls how many calls each of them makes
 */
record HistoryPlan(String name, long base, long seed, int appenders, int calls) {

  /** The data of the last event of each stream, after which no watcher waits for more. */
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

  /** Reads what {@link #encode} returned, from the given word on. */
  static HistoryPlan decode(String[] words, int first) {
    return new HistoryPlan(
        words[first],
        Long.parseLong(words[first + 1]),
        Long.parseLong(words[first + 2]),
        Integer.parseInt(words[first + 3]),
        Integer.parseInt(words[first + 4]));
  }
}
