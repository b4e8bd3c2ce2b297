package dev.eventstreams.tck;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventField;
import dev.eventstreams.EventFilter;
import dev.eventstreams.StoredEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Makes random events and filters from few values, so that filters often match. One seed always
 * gives the same events and filters.
 */
final class Dice {

  private static final List<String> TEXTS = List.of(
      "",
      "a",
      "A",
      "b",
      "ab",
      "a.b",
      "a%b",
      "a_b",
      "a\\b",
      "5",
      "5.0",
      "true",
      "null",
      "[5]",
      "\"",
      "é",
      "e\u0301",
      "\uD83D\uDE00",
      "\uFFFF",
      "l.0",
      "$",
      "it's",
      "x\ny");
  private static final List<Number> NUMBERS = List.of(
      0,
      1,
      5,
      -5,
      0.5,
      -0.5,
      0.1,
      5.5,
      1L << 53,
      (1L << 53) + 1,
      (1L << 53) - 1,
      0x1p53,
      0x1p63,
      -0x1p63,
      Long.MAX_VALUE,
      Long.MIN_VALUE,
      1e300,
      -1e300,
      1e-300,
      123456789.125);
  private static final List<String> KEYS = List.of("k", "l", "a.b", "", "\"", "$");
  private static final List<String> STREAMS = List.of("s-1", "s-2", "S-1", "s_1", "\uD83D\uDE00");
  private static final List<String> TYPES = List.of("Opened", "opened", "Closed", "Op%");
  private static final List<String> TAGS = List.of(
      "k:1", "k:2", "K:1", "k:", "%", "a\"b", "[\"a\",\"b\"]", "\uD83D\uDE00", "é", "e\u0301");
  private static final List<String> SIGNS =
      List.of("%", "_", "\\%", "\\_", "\\\\", "a", "b", "5", "é", "\uD83D\uDE00", "s", "-", "Op");

  private final Random random;

  Dice(long seed) {
    random = new Random(seed);
  }

  String stream() {
    return one(STREAMS);
  }

  CandidateEvent event(int number) {
    Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      metadata.put(one(KEYS), value(3));
    }
    List<String> tags = new ArrayList<>();
    for (int i = random.nextInt(8) - 4; i > 0; i--) {
      tags.add(one(TAGS));
    }
    return CandidateEvent.of(one(TYPES), Integer.toString(number))
        .withTags(tags)
        .withMetadata(metadata);
  }

  private @Nullable Object value(int depth) {
    return switch (random.nextInt(depth > 0 ? 10 : 8)) {
      case 0, 1, 2 -> one(TEXTS);
      case 3, 4, 5 -> one(NUMBERS);
      case 6 -> random.nextBoolean();
      case 7 -> null;
      case 8 -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
          list.add(value(depth - 1));
        }
        yield list;
      }
      default -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
          object.put(one(KEYS), value(depth - 1));
        }
        yield object;
      }
    };
  }

  /** Returns a filter whose values often come from the events. */
  EventFilter filter(List<StoredEvent> events, int depth) {
    EventFilter filter = clause(one(events), depth);
    while (random.nextInt(3) == 0) {
      filter = filter.and(clause(one(events), depth));
    }
    return filter;
  }

  private EventFilter clause(StoredEvent event, int depth) {
    return switch (random.nextInt(depth > 0 ? 10 : 8)) {
      case 0 -> text(EventField.Attribute.STREAM, event.streamId());
      case 1 -> text(EventField.Attribute.TYPE, event.type());
      case 2 -> place(event);
      case 3, 4, 5 -> metadata(event);
      case 6 -> text(EventField.Attribute.ID, event.id());
      case 7 ->
        EventFilter.tag(event.tags().isEmpty() ? one(TAGS) : one(List.copyOf(event.tags())));
      default -> {
        EventFilter[] filters = new EventFilter[1 + random.nextInt(3)];
        Arrays.setAll(filters, i -> filter(List.of(event), depth - 1));
        yield EventFilter.anyOf(filters);
      }
    };
  }

  private EventFilter text(EventField field, String value) {
    return switch (random.nextInt(4)) {
      case 0 -> field.is(value);
      case 1 -> field.in(List.of(value, one(TEXTS)));
      case 2 -> range(field, random.nextBoolean() ? value : one(TEXTS));
      default -> field.like(pattern(value));
    };
  }

  private EventFilter place(StoredEvent event) {
    return switch (random.nextInt(3)) {
      case 0 -> range(EventField.Attribute.VERSION, event.version());
      case 1 -> range(EventField.Attribute.POSITION, event.position());
      default -> {
        Instant time = event.timestamp();
        yield range(EventField.Attribute.TIMESTAMP, time);
      }
    };
  }

  private EventFilter metadata(StoredEvent event) {
    List<String> path = new ArrayList<>();
    Object value = event.metadata();
    do {
      List<Object> keys =
          value instanceof Map<?, ?> object ? new ArrayList<>(object.keySet()) : List.of();
      String key = keys.isEmpty() || random.nextInt(5) == 0 ? one(KEYS) : (String) one(keys);
      path.add(key);
      value = value instanceof Map<?, ?> object ? object.get(key) : null;
    } while (value instanceof Map<?, ?> && random.nextInt(3) > 0);
    EventField field = EventField.metadata(path.toArray(String[]::new));
    Object wanted = value == null || random.nextInt(4) == 0 ? one(TEXTS) : value;
    if (wanted instanceof Number && random.nextInt(3) > 0) {
      return range(field, random.nextBoolean() ? wanted : one(NUMBERS));
    }
    return wanted instanceof String text
        ? text(field, text)
        : random.nextBoolean()
            ? field.is(wanted)
            : field.in(List.of(one(NUMBERS), wanted, one(TEXTS)));
  }

  private EventFilter range(EventField field, Object value) {
    return switch (random.nextInt(5)) {
      case 0 -> field.is(value);
      case 1 -> field.lessThan(value);
      case 2 -> field.atMost(value);
      case 3 -> field.greaterThan(value);
      default -> field.atLeast(value);
    };
  }

  /** Returns a pattern that often matches the text. */
  private String pattern(String text) {
    StringBuilder pattern = new StringBuilder();
    for (int c : text.codePoints().toArray()) {
      int chance = random.nextInt(8);
      if (chance == 0) {
        pattern.append('_');
      } else if (chance == 1) {
        pattern.append('%');
      } else if (chance == 2) {
        pattern.append(one(SIGNS));
      } else {
        pattern.append(c == '%' || c == '_' || c == '\\' ? "\\" : "").appendCodePoint(c);
      }
    }
    return pattern + (random.nextInt(4) == 0 ? "%" : "");
  }

  private <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
