package com.example.logstore;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.core.adapter.AppendPlanner;
import dev.eventstreams.core.adapter.Facts;
import dev.eventstreams.core.adapter.KnownKey;
import dev.eventstreams.core.adapter.Questions;
import dev.eventstreams.core.adapter.RecordFilter;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamHead;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The content of the log in memory. Every change is written to the file first and applied here
 * second, under one lock.
 */
final class LogStore {

  final List<LogNotifier> notifiers = new CopyOnWriteArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final List<EventRecord> all = new ArrayList<>();
  private final Map<String, List<EventRecord>> streams = new HashMap<>();
  private final TagIndex tags = new TagIndex();
  private final Map<String, Map<String, KnownKey>> keys = new HashMap<>();
  private final Map<String, Map<String, StoredSnapshot>> snapshots = new HashMap<>();
  private final Map<String, byte[]> values = new HashMap<>();
  private final LogFile file;
  private int handles;

  LogStore(Path path) {
    file = LogFile.open(path, this::apply);
  }

  GroupOutcome append(List<AppendRequest> group, Clock clock) {
    GroupOutcome outcome = locked(() -> {
      Facts facts = facts(AppendPlanner.questions(group));
      GroupOutcome decided = AppendPlanner.decide(group, facts, clock);
      if (!decided.written().isEmpty()) {
        commit(new Change.Events(decided.written()));
      }
      return decided;
    });
    notifiers.forEach(LogNotifier::hint);
    return outcome;
  }

  private Facts facts(Questions questions) {
    Map<String, Long> heads = new HashMap<>();
    questions
        .streams()
        .forEach(stream -> heads.put(stream, headOf(events(stream)).last()));
    Map<String, Map<String, KnownKey>> known = new HashMap<>();
    questions.keys().forEach((stream, wanted) -> known.put(stream, known(stream, wanted)));
    Map<AppendCondition, Long> violations = new HashMap<>();
    for (AppendCondition condition : questions.conditions()) {
      PageRequest first = new PageRequest(
          null, condition.after(), Long.MAX_VALUE, false, condition.filter(), 1, Long.MAX_VALUE);
      read(first).records().forEach(event -> violations.put(condition, event.position()));
    }
    StreamHead head = headOf(all);
    return new Facts(head.last(), head.timestamp(), heads, known, violations);
  }

  private Map<String, KnownKey> known(String stream, Set<String> wanted) {
    Map<String, KnownKey> here = keys.getOrDefault(stream, Map.of());
    return wanted.stream()
        .filter(here::containsKey)
        .collect(Collectors.toMap(key -> key, here::get));
  }

  // The planner counts versions and positions without gaps, so the head is the number of events.
  Page read(PageRequest request) {
    return locked(() -> {
      List<EventRecord> source = events(request.stream());
      List<EventRecord> events = tags.candidates(request.filter(), request.stream(), source);
      int last = upTo(events, request.upTo(), request.stream());
      int first = Math.min(upTo(events, request.after(), request.stream()), last);
      Predicate<EventRecord> matches = RecordFilter.of(request.filter());
      List<EventRecord> records = new ArrayList<>();
      long bytes = 0;
      int looked = 0;
      while (looked < last - first && records.size() < request.maxEvents()) {
        EventRecord event = events.get(request.backwards() ? last - 1 - looked : first + looked);
        if (matches.test(event)) {
          bytes += event.size();
          if (!records.isEmpty() && bytes > request.maxBytes()) {
            break;
          }
          records.add(event);
        }
        looked++;
      }
      long end = Math.min(request.upTo(), source.size());
      long scannedTo = request.backwards() ? Math.min(request.after(), end) + 1 : end;
      if (looked < last - first) {
        EventRecord latest = events.get(request.backwards() ? last - looked : first + looked - 1);
        scannedTo = place(latest, request.stream());
      }
      return new Page(records, scannedTo, looked < last - first);
    });
  }

  StreamHead head(String stream) {
    return locked(() -> headOf(events(stream)));
  }

  StoredSnapshot loadSnapshot(String source, String projection) {
    return locked(() -> snapshots.getOrDefault(source, Map.of()).get(projection));
  }

  void saveSnapshot(StoredSnapshot snapshot) {
    locked(() -> {
      StoredSnapshot old = loadSnapshot(snapshot.source(), snapshot.projection());
      if (old == null || old.version() <= snapshot.version()) {
        commit(new Change.SnapshotSaved(snapshot));
      }
      return null;
    });
  }

  void deleteSnapshots(String source) {
    locked(() -> {
      commit(new Change.SnapshotsDeleted(source));
      return null;
    });
  }

  byte[] putIfAbsent(String name, byte[] value) {
    return locked(() -> {
      if (!values.containsKey(name)) {
        commit(new Change.ValuePut(name, value.clone()));
      }
      return values.get(name).clone();
    });
  }

  byte[] value(String name) {
    return locked(() -> {
      byte[] stands = values.get(name);
      return stands == null ? null : stands.clone();
    });
  }

  private void commit(Change change) {
    file.write(change);
    apply(change);
  }

  private void apply(Change change) {
    if (change instanceof Change.Events written) {
      written.events().forEach(this::apply);
    } else if (change instanceof Change.SnapshotSaved saved) {
      StoredSnapshot snapshot = saved.snapshot();
      snapshots
          .computeIfAbsent(snapshot.source(), source -> new HashMap<>())
          .put(snapshot.projection(), snapshot);
    } else if (change instanceof Change.SnapshotsDeleted deleted) {
      snapshots.remove(deleted.source());
    } else if (change instanceof Change.ValuePut value) {
      values.put(value.name(), value.value());
    }
  }

  private void apply(EventRecord event) {
    all.add(event);
    streams.computeIfAbsent(event.streamId(), id -> new ArrayList<>()).add(event);
    tags.add(event);
    if (event.keyed()) {
      KnownKey known = new KnownKey(event.version(), event.position(), event.type());
      keys.computeIfAbsent(event.streamId(), id -> new HashMap<>()).put(event.id(), known);
    }
  }

  private List<EventRecord> events(String stream) {
    return stream == null ? all : streams.getOrDefault(stream, List.of());
  }

  /** Returns how many of the events are at this version or position, or before it. */
  private static int upTo(List<EventRecord> events, long place, String stream) {
    int low = 0;
    int high = events.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (place(events.get(middle), stream) <= place) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static long place(EventRecord event, String stream) {
    return stream == null ? event.position() : event.version();
  }

  private static StreamHead headOf(List<EventRecord> events) {
    int size = events.size();
    return new StreamHead(size, size, size == 0 ? 0 : events.get(size - 1).timestamp());
  }

  LogStore oneMore() {
    handles++;
    return this;
  }

  /** Closes the file and returns null when the last handle is closed. */
  LogStore oneLess() {
    if (--handles > 0) {
      return this;
    }
    file.close();
    return null;
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
