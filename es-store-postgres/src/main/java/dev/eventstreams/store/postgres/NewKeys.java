package dev.eventstreams.store.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The numbers of names: those of existing names, and the next free ones for new names, in the order
 * in which they are requested.
 */
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

  /** Returns the new names. */
  List<String> added() {
    return added;
  }

  /** Returns the number of the first new name. */
  long first() {
    return last + 1;
  }
}
