package dev.eventstreams.store.memory;

import dev.eventstreams.core.adapter.RequiredTags;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The events of each tag, in order. Used under the store's lock, like {@link EventLog}. */
final class TaggedEvents {

  /** How many events of each tag a page looks at: the page then continues behind them. */
  private static final int MOST_CANDIDATES = 1_000;

  private final Map<String, EventLog> logs = new HashMap<>();

  void add(EventRecord event) {
    for (String tag : event.tags()) {
      logs.computeIfAbsent(tag, name -> new EventLog()).add(event);
    }
  }

  /** Takes an event out again, if it is the last one of its tags. Allocates nothing. */
  void takeOut(EventRecord event) {
    for (int i = 0; i < event.tags().size(); i++) {
      EventLog log = logs.get(event.tags().get(i));
      if (log != null) {
        log.takeOut(event);
      }
    }
  }

  /**
   * Returns the events of the tags that the filter requires, a list for each tag, or null if it requires none, or if {@code
   * most} events are fewer.
   */
  @Nullable List<List<EventRecord>> of(PageRequest request, int most) {
    List<List<EventRecord>> best = null;
    long fewest = most;
    for (Set<String> tags : RequiredTags.of(request.filter())) {
      List<List<EventRecord>> views = new ArrayList<>();
      long events = 0;
      for (String tag : tags) {
        EventLog log = logs.get(tag);
        if (log != null) {
          views.add(log.view());
          events += log.size();
        }
      }
      if (events < fewest) {
        fewest = events;
        best = views;
      }
    }
    return best;
  }

  /**
   * Reads a page of such lists.
   *
   * @param head where the stream or the store ends
   */
  static Page read(List<List<EventRecord>> lists, PageRequest request, long head) {
    long low = request.after();
    long high = Math.min(request.upTo(), head);
    boolean cut = false;
    TreeMap<Long, EventRecord> candidates = new TreeMap<>();
    for (List<EventRecord> list : lists) {
      List<EventRecord> inside = inside(list, request.stream(), low, high);
      if (inside.size() > MOST_CANDIDATES) {
        cut = true;
        inside = request.backwards()
            ? inside.subList(inside.size() - MOST_CANDIDATES, inside.size())
            : inside.subList(0, MOST_CANDIDATES);
        if (request.backwards()) {
          low = place(request.stream(), inside.get(0)) - 1;
        } else {
          high = place(request.stream(), inside.get(inside.size() - 1));
        }
      }
      for (EventRecord event : inside) {
        candidates.put(place(request.stream(), event), event);
      }
    }
    List<EventRecord> ordered =
        new ArrayList<>(candidates.subMap(low, false, Math.max(low, high), true).values());
    if (request.backwards()) {
      Collections.reverse(ordered);
    }
    Pages.Taken taken = new Pages.Taken(request);
    for (EventRecord event : ordered) {
      if (!taken.offer(event)) {
        List<EventRecord> records = taken.records();
        return new Page(records, place(request.stream(), records.get(records.size() - 1)), true);
      }
    }
    return new Page(taken.records(), request.backwards() ? Math.min(low, high) + 1 : high, cut);
  }

  private static List<EventRecord> inside(
      List<EventRecord> list, @Nullable String stream, long low, long high) {
    List<EventRecord> ofSource = stream == null
        ? list
        : list.stream().filter(event -> event.streamId().equals(stream)).toList();
    int from = past(ofSource, stream, low);
    return ofSource.subList(from, Math.max(from, past(ofSource, stream, high)));
  }

  /** Returns how many events of the list are at the place or before it. */
  private static int past(List<EventRecord> list, @Nullable String stream, long place) {
    int low = 0;
    int high = list.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (place(stream, list.get(middle)) <= place) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static long place(@Nullable String stream, EventRecord event) {
    return stream == null ? event.position() : event.version();
  }
}
