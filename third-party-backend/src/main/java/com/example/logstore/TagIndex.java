package com.example.logstore;

import dev.eventstreams.EventFilter;
import dev.eventstreams.core.adapter.RequiredTags;
import dev.eventstreams.spi.EventRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The events of each tag, in order. Used under the store's lock. */
final class TagIndex {

  private final Map<String, List<EventRecord>> tagged = new HashMap<>();

  void add(EventRecord event) {
    for (String tag : event.tags()) {
      tagged.computeIfAbsent(tag, name -> new ArrayList<>()).add(event);
    }
  }

  /**
   * Returns the events that can match the filter, in order: those with the tags that it requires,
   * of the tags with the fewest events, or all events that are given.
   *
   * @param stream the stream of the events, null for the whole store
   */
  List<EventRecord> candidates(EventFilter filter, String stream, List<EventRecord> events) {
    List<List<EventRecord>> best = List.of(events);
    for (Set<String> tags : RequiredTags.of(filter)) {
      List<List<EventRecord>> lists =
          tags.stream().map(tag -> tagged.getOrDefault(tag, List.of())).toList();
      if (count(lists) < count(best)) {
        best = lists;
      }
    }
    if (best.size() == 1 && (stream == null || best.get(0) == events)) {
      return best.get(0);
    }
    return best.stream()
        .flatMap(List::stream)
        .filter(event -> stream == null || event.streamId().equals(stream))
        .distinct()
        .sorted(Comparator.comparingLong(EventRecord::position))
        .toList();
  }

  private static int count(List<List<EventRecord>> lists) {
    return lists.stream().mapToInt(List::size).sum();
  }
}
