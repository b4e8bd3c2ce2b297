package dev.eventstreams.store.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Numbers of names: those that are there, and the next ones for new names, in the order in which they are asked for. */
final class NewKeys {

  private final Map<String, Long> keys;
  private final List<String> added = new ArrayList<>();
  private final long last;

  NewKeys(Map<String, Long> keys, long last) {
    this.keys = keys;
    this.last = last;
  }

  long key(String name) {
    Long known = keys.get(name);
    if (known == null) {
      added.add(name);
      known = last + added.size();
      keys.put(name, known);
    }
    return known;
  }

  /** Returns the names that are new. */
  List<String> added() {
    return added;
  }

  /** Returns the number of the first new one. */
  long first() {
    return last + 1;
  }
}
