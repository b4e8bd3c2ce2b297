package dev.eventstreams.store.file;

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
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides on a group of appends and writes the accepted ones. Only one thread at a time appends, so
 * nothing changes between the decision and the write.
 */
final class Appender {

  private static final long NO_BOUND = Long.MAX_VALUE;

  private final LogReader reader;
  private final LogWriter writer;
  private final Clock clock;
  private long timestamp;

  Appender(LogReader reader, LogWriter writer, Clock clock) {
    this.reader = reader;
    this.writer = writer;
    this.clock = clock;
    this.timestamp = reader.head(null).timestamp();
  }

  GroupOutcome append(List<AppendRequest> group) {
    writer.settle();
    Facts facts = facts(AppendPlanner.questions(group));
    GroupOutcome outcome = AppendPlanner.decide(group, facts, clock);
    List<EventRecord> written = outcome.written();
    if (!written.isEmpty()) {
      timestamp =
          written.get(written.size() - 1).timestamp(); // kept if the write fails: never decreases
      writer.append(written);
    }
    return outcome;
  }

  private Facts facts(Questions questions) {
    LogIndex index = reader.index();
    Map<String, Long> heads = new HashMap<>();
    for (String stream : questions.streams()) {
      int number = index.streams().find(Text.utf8(stream));
      heads.put(stream, number < 0 ? 0L : index.streams().count(number));
    }
    Map<String, Map<String, KnownKey>> known = new HashMap<>();
    questions.keys().forEach((stream, keys) -> {
      if (heads.getOrDefault(stream, 0L) > 0) {
        known.put(stream, known(stream, keys));
      }
    });
    Map<AppendCondition, Long> violations = new HashMap<>();
    for (AppendCondition condition : questions.conditions()) {
      Long position = violation(condition);
      if (position != null) {
        violations.put(condition, position);
      }
    }
    return new Facts(index.head(), timestamp, heads, known, violations);
  }

  private Map<String, KnownKey> known(String stream, Set<String> keys) {
    byte[] name = Text.utf8(stream);
    Map<String, KnownKey> known = new HashMap<>();
    for (String key : keys) {
      EventRecord event = reader.keyed(stream, name, key);
      if (event != null) {
        known.put(key, new KnownKey(event.version(), event.position(), event.type()));
      }
    }
    return known;
  }

  private @Nullable Long violation(AppendCondition condition) {
    long after = condition.after();
    while (true) {
      Page page = reader.page(
          new PageRequest(null, after, NO_BOUND, false, condition.filter(), 1, Long.MAX_VALUE));
      if (!page.records().isEmpty()) {
        return page.records().get(0).position();
      }
      if (!page.more()) {
        return null;
      }
      after = page.scannedTo();
    }
  }
}
