package dev.eventstreams.tck;

import static dev.eventstreams.EventFilter.metadata;
import static dev.eventstreams.EventFilter.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendCondition;
import dev.eventstreams.AppendConditionFailedException;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventField;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.core.StoreOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/**
 * Chapter L: the settings of the machine, which are the default locale and time zone of the JVM.
 *
 * <p>The locales have other digits (Arabic, Thai), other cases of the letter i (Turkish), and
 * another calendar (Thai).
 */
public abstract class EnvironmentTck extends StoreTck {

  private static final Instant NOW = Instant.parse("2026-03-29T01:30:00.123456Z");

  private static final List<Locale> LOCALES = List.of(
      Locale.forLanguageTag("ar-EG-u-nu-arab"),
      Locale.forLanguageTag("th-TH-u-ca-buddhist-nu-thai"),
      Locale.forLanguageTag("tr-TR"));

  /** For a backend's own class. */
  protected EnvironmentTck() {}

  @Test
  @Rule("L9")
  void aStoreKeepsTheSameInEveryLocale() throws Exception {
    List<Object> expected = in(Locale.ROOT, "UTC", () -> lifeOfAStore(newStore()));

    for (Locale locale : LOCALES) {
      String url = newStore();
      assertEquals(
          expected, in(locale, "America/St_Johns", () -> lifeOfAStore(url)), "in " + locale);
    }
  }

  @Test
  @Rule("L9")
  void aFilterMeansTheSameInEveryLocale() throws Exception {
    for (Locale locale : LOCALES) {
      List<Long> found = in(locale, "Asia/Kathmandu", () -> {
        try (EventStore store = open(newStore(), at(NOW))) {
          fill(store);
          return List.of(
              count(store, type("ITEM")),
              count(store, EventField.Attribute.TYPE.like("%item")),
              count(store, metadata("TITLE", "I")),
              count(store, EventField.metadata("n").atMost(1234.5)));
        }
      });
      assertEquals(
          List.of(1L, 1L, 1L, 2L),
          found,
          "events found by type, LIKE, text and range, in " + locale);
    }
  }

  // Returns what a store reads back: events, snapshots and a version. Also asserts one refusal.
  private List<Object> lifeOfAStore(String url) {
    try (EventStore store = open(url, at(NOW))) {
      fill(store);
      store.stream("IiıİI").saveSnapshot("TITLE i", 2, "1234");
      List<Object> seen = new ArrayList<>(Sample.read(store.all().read()));
      seen.addAll(Sample.read(store.stream("IiıİI").read().backwards()));
      seen.add(store.stream("IiıİI").loadSnapshot("TITLE i"));
      seen.add(store.stream("IiıİI").loadSnapshot("title ı").isPresent());
      seen.add(store.stream("IiıİI").metrics().version());
      AppendBatch guarded = AppendBatch.of("x", ExpectedVersion.any(), Sample.numbered(1))
          .onlyIf(AppendCondition.noEventMatching(type("ITEM").and(metadata("n", 1234))));
      assertThrows(AppendConditionFailedException.class, () -> store.append(guarded));
      return seen;
    }
  }

  static void fill(EventStore store) {
    String[] types = {"ITEM", "item", "ıtem", "İTEM", "Item"};
    for (int i = 0; i < types.length; i++) {
      store.stream("IiıİI")
          .append(
              ExpectedVersion.exactly(i),
              CandidateEvent.of(types[i], "1234.5 " + types[i])
                  .withMetadata(
                      Map.of("n", 1234 + i / 2.0, "TITLE", i == 0 ? "I" : "ı", "long", 1L << 53))
                  .withIdempotencyKey("KEY-" + types[i]));
    }
    store.append(AppendBatch.of("a-1234567", ExpectedVersion.noStream(), Sample.keyed("K1"))
        .and("A-1234567", ExpectedVersion.noStream(), Sample.keyed("K1")));
  }

  private static long count(EventStore store, EventFilter filter) {
    return store.all().read().where(filter).stream().count();
  }

  static StoreOptions at(Instant now) {
    return StoreOptions.defaults().withClock(new SettableClock(now));
  }

  /** Makes the call with another default locale and time zone, and restores the old ones. */
  static <T> T in(Locale locale, String zone, Callable<T> call) throws Exception {
    Locale localeBefore = Locale.getDefault();
    TimeZone zoneBefore = TimeZone.getDefault();
    Locale.setDefault(locale);
    TimeZone.setDefault(TimeZone.getTimeZone(zone));
    try {
      return call.call();
    } finally {
      Locale.setDefault(localeBefore);
      TimeZone.setDefault(zoneBefore);
    }
  }
}
