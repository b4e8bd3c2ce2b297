package dev.eventstreams.store.memory;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.core.adapter.AppendPlanner;
import dev.eventstreams.core.adapter.Facts;
import dev.eventstreams.core.adapter.KnownKey;
import dev.eventstreams.core.adapter.Questions;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamHead;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The content of a store, under one lock. A thread that holds the lock is in a transaction. */
final class MemoryStore {

  private final ReentrantLock lock = new ReentrantLock();
  private final EventLog all = new EventLog();
  private final Map<String, EventLog> streams = new HashMap<>();
  private final TaggedEvents tagged = new TaggedEvents();
  private final Map<String, Map<String, EventRecord>> keyed = new HashMap<>();
  private final Map<String, Map<String, StoredSnapshot>> snapshots = new HashMap<>();
  private final Map<String, byte[]> values = new HashMap<>();
  private final List<MemoryNotifier> notifiers = new CopyOnWriteArrayList<>();
  private int handles;

  GroupOutcome append(List<AppendRequest> group, Clock clock) {
    return locked(() -> {
      Facts facts = facts(AppendPlanner.questions(group));
      GroupOutcome outcome = AppendPlanner.decide(group, facts, clock);
      write(outcome.written());
      return outcome;
    });
  }

  /**
   * Writes all events or none (A1). Makes late data first. If memory runs out in the middle,
   * removes the events that were already written.
   */
  void write(List<EventRecord> events) {
    events.forEach(event -> event.data().resolve());
    int size = all.size();
    try {
      events.forEach(this::write);
    } catch (Throwable e) {
      takeOut(events);
      all.cutTo(size);
      throw e;
    }
  }

  // Allocates nothing.
  private void takeOut(List<EventRecord> events) {
    for (int i = events.size() - 1; i >= 0; i--) {
      EventRecord event = events.get(i);
      EventLog log = streams.get(event.streamId());
      if (log != null) {
        log.cutTo((int) event.version() - 1);
      }
      Map<String, EventRecord> here = keyed.get(event.streamId());
      if (here != null && event.keyed()) {
        here.remove(event.id());
      }
      tagged.takeOut(event);
    }
  }

  private Facts facts(Questions questions) {
    StreamHead head = Pages.head(all.view());
    Map<String, Long> heads = new HashMap<>();
    for (String stream : questions.streams()) {
      heads.put(stream, Pages.head(view(stream)).last());
    }
    Map<String, Map<String, KnownKey>> known = new HashMap<>();
    questions.keys().forEach((stream, keys) -> known.put(stream, known(stream, keys)));
    Map<AppendCondition, Long> violations = new HashMap<>();
    for (AppendCondition condition : questions.conditions()) {
      Long position = violation(condition);
      if (position != null) {
        violations.put(condition, position);
      }
    }
    return new Facts(head.last(), head.timestamp(), heads, known, violations);
  }

  private Map<String, KnownKey> known(String stream, Set<String> keys) {
    Map<String, EventRecord> here = keyed.getOrDefault(stream, Map.of());
    Map<String, KnownKey> known = new HashMap<>();
    for (String key : keys) {
      EventRecord event = here.get(key);
      if (event != null) {
        known.put(key, new KnownKey(event.version(), event.position(), event.type()));
      }
    }
    return known;
  }

  private @Nullable Long violation(AppendCondition condition) {
    long after = condition.after();
    Page page;
    do {
      page = read(new PageRequest(
          null, after, Long.MAX_VALUE, false, condition.filter(), 1, Long.MAX_VALUE));
      after = page.scannedTo();
    } while (page.records().isEmpty() && page.more());
    return page.records().isEmpty() ? null : page.records().get(0).position();
  }

  private void write(EventRecord event) {
    all.add(event);
    tagged.add(event);
    streams.computeIfAbsent(event.streamId(), id -> new EventLog()).add(event);
    if (event.keyed()) {
      keyed.computeIfAbsent(event.streamId(), id -> new HashMap<>()).put(event.id(), event);
    }
  }

  Page read(PageRequest request) {
    List<EventRecord> events;
    List<List<EventRecord>> ofTags;
    lock.lock();
    try {
      events = request.stream() == null ? all.view() : view(request.stream());
      ofTags = tagged.of(request, events.size());
    } finally {
      lock.unlock();
    }
    return ofTags == null
        ? Pages.read(events, request)
        : TaggedEvents.read(ofTags, request, events.size());
  }

  /**
   * Returns the current events of a stream, without a copy; of the whole store if {@code stream} is
   * null.
   */
  List<EventRecord> events(@Nullable String stream) {
    return locked(() -> stream == null ? all.view() : view(stream));
  }

  private List<EventRecord> view(String stream) {
    EventLog log = streams.get(stream);
    return log == null ? List.of() : log.view();
  }

  @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
    lock.lock();
    try {
      return snapshots.getOrDefault(source, Map.of()).get(projection);
    } finally {
      lock.unlock();
    }
  }

  void saveSnapshot(StoredSnapshot snapshot) {
    StoredSnapshot unused = locked(() -> snapshots
        .computeIfAbsent(snapshot.source(), source -> new HashMap<>())
        .merge(
            snapshot.projection(),
            snapshot,
            (old, given) -> old.version() > given.version() ? old : given));
  }

  void deleteSnapshots(String source) {
    lock.lock();
    try {
      snapshots.remove(source);
    } finally {
      lock.unlock();
    }
  }

  byte[] putIfAbsent(String name, byte[] value) {
    return locked(() -> values.computeIfAbsent(name, key -> value.clone()).clone());
  }

  byte @Nullable [] value(String name) {
    lock.lock();
    try {
      byte[] stands = values.get(name);
      return stands == null ? null : stands.clone();
    } finally {
      lock.unlock();
    }
  }

  MemoryStore oneMore() {
    handles++;
    return this;
  }

  @Nullable MemoryStore oneLess() {
    return --handles == 0 ? null : this;
  }

  void add(MemoryNotifier notifier) {
    notifiers.add(notifier);
  }

  void remove(MemoryNotifier notifier) {
    notifiers.remove(notifier);
  }

  void hintAllBut(MemoryHandle writer) {
    for (MemoryNotifier notifier : notifiers) {
      if (!notifier.isOf(writer)) {
        notifier.hint();
      }
    }
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
