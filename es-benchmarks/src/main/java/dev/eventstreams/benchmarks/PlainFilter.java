package dev.eventstreams.benchmarks;

import java.util.List;

/**
 * The fastest plain query that was found for a filter, on the library's schema.
 *
 * @param from the query from FROM on, including the condition
 * @param arguments the values that it binds
 */
record PlainFilter(String from, List<Object> arguments) {

  /** By the rows with the positions of a type's events. */
  static PlainFilter type(String type) {
    return new PlainFilter("""
        FROM type_positions
        CROSS JOIN json_each(type_positions.distances) AS distance
        CROSS JOIN events ON events.position = type_positions.first + distance.value
        WHERE type_positions.type = (SELECT key FROM types WHERE name = ?)""", List.of(type));
  }

  /** Through the index on versions: a stream's positions grow with its versions. */
  static PlainFilter stream(String stream) {
    return new PlainFilter("""
        FROM events
        WHERE stream = (SELECT key FROM streams WHERE id = ?) ORDER BY version""", List.of(stream));
  }

  /** By a scan that looks only at the stream's number. */
  static PlainFilter prefix(String prefix) {
    return new PlainFilter("""
        FROM events
        WHERE +stream IN (SELECT key FROM streams WHERE id >= ? AND id < ?)
        ORDER BY position""", List.of(prefix, after(prefix)));
  }

  /**
   * By the rows with the positions of a type's events; the events that do not match are dropped.
   */
  static PlainFilter design(String prefix, String type, String region) {
    return new PlainFilter(type(type).from + """

          AND +events.stream IN (SELECT key FROM streams WHERE id >= ? AND id < ?)
          AND events.metadata ->> '$.region' = ?""", List.of(type, prefix, after(prefix), region));
  }

  /** By a scan. */
  static PlainFilter tier(String tier) {
    return new PlainFilter("""
        FROM events
        WHERE metadata ->> '$.tags.tier' = ? ORDER BY position""", List.of(tier));
  }

  private static String after(String prefix) {
    int last = prefix.length() - 1;
    return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
  }
}
