package dev.eventstreams.tck;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.core.adapter.Facts;
import dev.eventstreams.core.adapter.KnownKey;
import dev.eventstreams.core.adapter.Questions;
import dev.eventstreams.core.adapter.RecordFilter;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The state that the frames of a log give. One thread at a time uses it. */
final class NaiveState {

  /** The version of a log without a version frame. */
  static final int VERSION = 1;

  private final List<EventRecord> all = new ArrayList<>();
  private final Map<String, List<EventRecord>> streams = new HashMap<>();
  private final Map<String, Map<String, KnownKey>> keys = new HashMap<>();
  private final Map<List<String>, StoredSnapshot> snapshots = new HashMap<>();
  private final Map<String, byte[]> values = new HashMap<>();
  private int version = VERSION;

  void apply(NaiveFrame frame, boolean keysToo) {
    if (frame instanceof NaiveFrame.Group group) {
      group.events().forEach(event -> add(event, keysToo));
    } else if (frame instanceof NaiveFrame.Saved saved) {
      StoredSnapshot given = saved.snapshot();
      StoredSnapshot unused = snapshots.merge(
          List.of(given.source(), given.projection()),
          given,
          (old, another) -> old.version() > another.version() ? old : another);
    } else if (frame instanceof NaiveFrame.Deleted deleted) {
      snapshots.keySet().removeIf(key -> key.get(0).equals(deleted.source()));
    } else if (frame instanceof NaiveFrame.Settled value) {
      values.putIfAbsent(value.name(), value.value().toArray());
    } else if (frame instanceof NaiveFrame.Version given) {
      version = given.number();
    }
  }

  private void add(EventRecord event, boolean keysToo) {
    all.add(event);
    streams.computeIfAbsent(event.streamId(), id -> new ArrayList<>()).add(event);
    if (event.keyed() && keysToo) {
      keys.computeIfAbsent(event.streamId(), id -> new HashMap<>())
          .put(event.id(), new KnownKey(event.version(), event.position(), event.type()));
    }
  }

  int version() {
    return version;
  }

  Facts facts(Questions questions) {
    StreamHead end = head(null);
    Map<String, Long> heads = new HashMap<>();
    questions.streams().forEach(stream -> heads.put(stream, head(stream).last()));
    Map<AppendCondition, Long> violations = new HashMap<>();
    for (AppendCondition condition : questions.conditions()) {
      Predicate<EventRecord> matches = RecordFilter.of(condition.filter());
      all.stream()
          .filter(event -> event.position() > condition.after() && matches.test(event))
          .findFirst()
          .ifPresent(event -> violations.put(condition, event.position()));
    }
    return new Facts(end.last(), end.timestamp(), heads, keys, violations);
  }

  StreamHead head(@Nullable String stream) {
    List<EventRecord> events = events(stream);
    int size = events.size();
    return size == 0
        ? new StreamHead(0, 0, 0)
        : new StreamHead(
            place(stream, events.get(size - 1)), size, events.get(size - 1).timestamp());
  }

  Page page(PageRequest request) {
    String stream = request.stream();
    List<EventRecord> events = events(stream);
    int last = (int) Math.min(request.upTo(), events.size());
    int first = (int) Math.min(request.after(), last);
    Predicate<EventRecord> matches = RecordFilter.of(request.filter());
    List<EventRecord> page = new ArrayList<>();
    long bytes = 0;
    int left = last - first;
    while (left > 0) {
      EventRecord event = events.get(request.backwards() ? first + left - 1 : last - left);
      if (matches.test(event)) {
        bytes += event.size();
        if (page.size() == request.maxEvents() || (!page.isEmpty() && bytes > request.maxBytes())) {
          break;
        }
        page.add(event);
      }
      left--;
    }
    return new Page(page, request.backwards() ? first + left + 1L : last - left, left > 0);
  }

  // Positions and versions have no gaps here: the event with number n is at index n - 1.
  private List<EventRecord> events(@Nullable String stream) {
    return stream == null ? all : streams.getOrDefault(stream, List.of());
  }

  private static long place(@Nullable String stream, EventRecord event) {
    return stream == null ? event.position() : event.version();
  }

  @Nullable StoredSnapshot snapshot(String source, String projection) {
    return snapshots.get(List.of(source, projection));
  }

  byte @Nullable [] value(String name) {
    return values.get(name);
  }
}
