package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.Bytes;
import dev.eventstreams.EventFilter;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamWrite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Random groups of appends, the same in each run, compared with a model that shares no code with
 * the planner.
 */
final class RandomGroups {

  private static final List<String> STREAMS = List.of("s", "t", "S", "\uD83D\uDE00");
  private static final List<String> TYPES = List.of("T", "T", "T", "T", "U");

  private final Random random = new Random(20_260_301);
  private final AppendModel model = new AppendModel();

  private final List<StorageHandle> openings;

  /** Takes handles of one empty store; each group is appended by a random one of them. */
  RandomGroups(List<StorageHandle> openings) {
    this.openings = openings;
  }

  /**
   * Appends the groups, compares each answer with the model, and compares all stored events at the
   * end.
   */
  void run() {
    Map<Class<?>, Integer> answers = new HashMap<>();
    for (int i = 0; i < 400; i++) {
      List<AppendRequest> group =
          IntStream.range(0, 1 + random.nextInt(4)).mapToObj(any -> request()).toList();
      GroupOutcome outcome = one(openings).append(group);
      model.judge(group, outcome);
      outcome.outcomes().forEach(answer -> answers.merge(answer.getClass(), 1, Integer::sum));
    }

    assertEquals(5, answers.size(), "kinds of answers: " + answers);
    assertEquals(model.all(), read(one(openings), null), "all events in the end");
    for (String stream : STREAMS) {
      assertEquals(model.stream(stream), read(one(openings), stream), "events of " + stream);
    }
  }

  private AppendRequest request() {
    Set<String> streams = new HashSet<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      streams.add(one(STREAMS));
    }
    boolean keyed = random.nextInt(4) > 0;
    List<StreamWrite> writes = new ArrayList<>();
    for (String stream : streams) {
      List<NewEvent> events =
          IntStream.range(0, random.nextInt(4)).mapToObj(i -> event(keyed)).toList();
      writes.add(new StreamWrite(stream, expected(stream), events));
    }
    List<AppendCondition> conditions =
        IntStream.range(0, random.nextInt(8) / 6).mapToObj(i -> condition()).toList();
    return new AppendRequest(List.copyOf(writes), conditions);
  }

  private NewEvent event(boolean keyed) {
    String id = (keyed ? "key-" : "id-") + random.nextInt(60);
    return new NewEvent(one(TYPES), id, keyed, List.of(), "{}", Bytes.utf8(id), 0);
  }

  private ExpectedVersion expected(String stream) {
    return switch (random.nextInt(8)) {
      case 0 -> ExpectedVersion.noStream();
      case 1 -> ExpectedVersion.streamExists();
      case 2, 3 -> ExpectedVersion.exactly(model.stream(stream).size() + random.nextInt(3));
      default -> ExpectedVersion.any();
    };
  }

  private AppendCondition condition() {
    EventFilter filter =
        random.nextBoolean() ? EventFilter.type("U") : EventFilter.stream(one(STREAMS));
    List<EventRecord> all = model.all();
    long after = switch (random.nextInt(4)) {
      case 0 -> model.head() + random.nextInt(3);
      case 1 -> all.isEmpty() ? 0 : one(all).position();
      default -> model.head();
    };
    return AppendCondition.noEventMatching(filter).after(after);
  }

  private static List<EventRecord> read(StorageHandle storage, @Nullable String stream) {
    List<EventRecord> records = new ArrayList<>();
    long after = 0;
    Page page;
    do {
      page = storage.read(
          new PageRequest(stream, after, Long.MAX_VALUE, false, EventFilter.all(), 1_000, 1 << 20));
      records.addAll(page.records());
      after = page.scannedTo();
    } while (page.more());
    return records;
  }

  private <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
