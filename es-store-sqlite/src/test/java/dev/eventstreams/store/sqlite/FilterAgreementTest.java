package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.EventField;
import dev.eventstreams.EventField.Attribute;
import dev.eventstreams.EventFilter;
import dev.eventstreams.core.adapter.CanonicalJson;
import dev.eventstreams.core.adapter.RecordFilter;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageHandle;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Filters in SQL select exactly the events that the predicate selects, for all page sizes and both
 * directions.
 */
final class FilterAgreementTest {

  private static final List<Attribute> ATTRIBUTES = List.of(Attribute.values());
  private static final String[] KEYS = {
    "a", "b", "n", "a\"b", "a\\b", "l.0", "$", "", "[0]", "a\nb", "\u0001", "é😀", "#", "'", "\"",
    "\\", "0"
  };
  private static final Object[] SCALARS = {
    5L,
    "5",
    "5.0",
    true,
    "true",
    1L,
    false,
    0L,
    "",
    "x",
    "X",
    "%",
    "_",
    "a_b",
    "a%b",
    "a\\b",
    "😀",
    "é",
    "*",
    "?",
    "[a]",
    "]",
    "\n",
    "\"",
    0.1,
    -0.1,
    1e300,
    -1e300,
    Double.MIN_VALUE,
    9007199254740992L,
    9007199254740993L,
    9007199254740994L,
    9.5e18,
    1.5,
    2.5,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    "gold",
    "golden",
    "[5]",
    0.1 + 0.2,
    0.3
  };
  private static final String[] TAGS = {
    "a",
    "A",
    "a\"b",
    "b",
    "\"",
    "a,b",
    "*",
    "a*",
    "(a)",
    "a OR b",
    "tags:a",
    "^a",
    "a+b",
    " ",
    "😀",
    "é",
    "x".repeat(255)
  };
  private static final String[] PATTERNS = {
    "%",
    "_",
    "a%",
    "%b",
    "a_b",
    "a\\_b",
    "a\\%b",
    "a\\\\b",
    "",
    "x",
    "X",
    "é",
    "😀",
    "_%",
    "gold%",
    "*",
    "?",
    "[a]",
    "%5%",
    "\\%",
    "\n",
    "type-1%",
    "s-%",
    "s-1_",
    "S-1",
    "customer-%",
    "type-_"
  };

  private final Random random = new Random(749);

  @Test
  void everyFilterSelectsWhatThePredicateSelects(@TempDir Path directory) {
    try (StorageHandle store = Samples.open(directory.resolve("events.db"))) {
      List<EventRecord> all = filled(store);
      for (int i = 0; i < 1_000; i++) {
        agree(store, all, filter(0));
      }
    }
  }

  private void agree(StorageHandle store, List<EventRecord> all, EventFilter filter) {
    String stream = random.nextInt(4) == 0 ? "s-" + random.nextInt(20) : null;
    boolean backwards = random.nextBoolean();
    int maxEvents = 1 + random.nextInt(random.nextBoolean() ? 5 : 500);
    long maxBytes = random.nextBoolean() ? 1 << 20 : 1 + random.nextInt(30_000);
    var matches = RecordFilter.of(filter);
    List<EventRecord> expected = new ArrayList<>();
    for (EventRecord event : all) {
      if ((stream == null || stream.equals(event.streamId())) && matches.test(event)) {
        expected.add(event);
      }
    }
    if (backwards) {
      Collections.reverse(expected);
    }
    assertEquals(
        expected,
        Samples.readAll(store, stream, filter, backwards, maxEvents, maxBytes),
        () -> filter + " on " + stream);
  }

  private List<EventRecord> filled(StorageHandle store) {
    for (int group = 0; group < 80; group++) {
      List<NewEvent> events = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(40); i++) {
        events.add(new NewEvent(
            "type-" + random.nextInt(12),
            "id-" + i,
            false,
            tags(),
            CanonicalJson.write(metadata(0)),
            data(),
            random.nextInt(3)));
      }
      String stream = (random.nextInt(5) == 0 ? "customer-" : "s-") + random.nextInt(20);
      store.append(List.of(Samples.append(stream, events.toArray(NewEvent[]::new))));
    }
    List<EventRecord> all = Samples.readAll(store, EventFilter.all());
    assertTrue(all.size() > 400);
    return all;
  }

  private List<String> tags() {
    Set<String> tags = new TreeSet<>();
    for (int i = random.nextInt(8) - 4; i > 0; i--) {
      tags.add(TAGS[random.nextInt(TAGS.length)]);
    }
    return List.copyOf(tags);
  }

  private Bytes data() {
    boolean large = random.nextInt(40) == 0;
    byte[] data = new byte[random.nextInt(large ? 20_000 : 50)];
    random.nextBytes(data);
    return Bytes.of(data);
  }

  private Map<String, @Nullable Object> metadata(int depth) {
    Map<String, @Nullable Object> object = new HashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      object.put(KEYS[random.nextInt(KEYS.length)], value(depth));
    }
    return object;
  }

  private @Nullable Object value(int depth) {
    return switch (depth < 3 ? random.nextInt(8) : 0) {
      case 6 -> metadata(depth + 1);
      case 7 -> Arrays.asList(value(depth + 1), metadata(depth + 1));
      default -> random.nextInt(12) == 0 ? null : scalar();
    };
  }

  private Object scalar() {
    return SCALARS[random.nextInt(SCALARS.length)];
  }

  private EventFilter filter(int depth) {
    EventFilter filter = clause(depth);
    while (random.nextInt(3) == 0) {
      filter = filter.and(clause(depth));
    }
    return filter;
  }

  private EventFilter clause(int depth) {
    EventField field = random.nextInt(3) == 0
        ? ATTRIBUTES.get(random.nextInt(ATTRIBUTES.size()))
        : EventField.metadata(path());
    return switch (random.nextInt(depth < 2 ? 6 : 5)) {
      case 0 -> field.is(wanted(field));
      case 1 -> field.in(List.of(wanted(field), wanted(field), wanted(field)));
      case 2 -> isText(field) ? field.like(pattern()) : field.is(wanted(field));
      case 3 -> range(field);
      case 4 -> EventFilter.tag(TAGS[random.nextInt(TAGS.length)]);
      default -> EventFilter.anyOf(filter(depth + 1), filter(depth + 1));
    };
  }

  private EventFilter range(EventField field) {
    Object bound = bound(field);
    return switch (random.nextInt(4)) {
      case 0 -> field.lessThan(bound);
      case 1 -> field.atMost(bound);
      case 2 -> field.greaterThan(bound);
      default -> field.atLeast(bound);
    };
  }

  private Object bound(EventField field) {
    if (field == Attribute.TIMESTAMP) {
      return Instant.now();
    }
    boolean ofText = isText(field) && (field instanceof Attribute || random.nextBoolean());
    return ofText ? wanted(field).toString() : number(field);
  }

  private Object number(EventField field) {
    if (field instanceof Attribute) {
      return (long) random.nextInt(800);
    }
    Object number = scalar();
    while (!(number instanceof Number)) {
      number = scalar();
    }
    return number;
  }

  private Object wanted(EventField field) {
    if (field instanceof Attribute attribute) {
      return switch (attribute) {
        case STREAM -> (random.nextBoolean() ? "s-" : "customer-") + random.nextInt(22);
        case TYPE -> "type-" + random.nextInt(14);
        case ID -> "id-" + random.nextInt(800);
        case TIMESTAMP -> Instant.ofEpochSecond(1);
        default -> (long) random.nextInt(800);
      };
    }
    Object value = random.nextInt(4) == 0 ? value(1) : scalar();
    return value == null ? "null" : value;
  }

  private static boolean isText(EventField field) {
    return !(field instanceof Attribute attribute) || attribute.isText();
  }

  private String pattern() {
    return PATTERNS[random.nextInt(PATTERNS.length)];
  }

  private String[] path() {
    String[] path = new String[1 + random.nextInt(2)];
    Arrays.setAll(path, i -> KEYS[random.nextInt(KEYS.length)]);
    return path;
  }

  @Test
  void prefixMayEndWithTheLastCodePoint(@TempDir Path folder) {
    String last = Character.toString(Character.MAX_CODE_POINT);
    String beforeSurrogates = "\ud7ff";
    List<String> streams = List.of(
        "a", "a" + last, "a" + last + "1", "b", beforeSurrogates + "1", "\ue000", last, last + "1");
    try (StorageHandle store = Samples.open(folder.resolve("events.db"))) {
      for (String stream : streams) {
        store.append(List.of(Samples.append(stream, Samples.event("T", "{}", "x"))));
      }
      for (String prefix : List.of("a", "a" + last, last, last + last, beforeSurrogates)) {
        assertEquals(
            streams.stream().filter(stream -> stream.startsWith(prefix)).toList(),
            Samples.readAll(store, EventFilter.streamLike(prefix + "%")).stream()
                .map(EventRecord::streamId)
                .toList());
      }
    }
  }
}
