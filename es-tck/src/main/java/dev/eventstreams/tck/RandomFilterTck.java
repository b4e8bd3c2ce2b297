package dev.eventstreams.tck;

import static dev.eventstreams.ExpectedVersion.any;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventFilter;
import dev.eventstreams.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hundreds of random filters on random events, compared with an independent implementation. */
public abstract class RandomFilterTck extends FilterKit {

  /** For a backend's own class. */
  protected RandomFilterTck() {}

  @Test
  @Rule("F1")
  void agreesWithAnIndependentJudgeOnReadsAndConditions() {
    Dice dice = new Dice(20_260_301);
    List<StoredEvent> events = fill(dice);

    int selecting = 0;
    for (int i = 0; i < 500; i++) {
      EventFilter filter = dice.filter(events, 2);
      List<StoredEvent> wanted =
          events.stream().filter(event -> Oracle.matches(filter, event)).toList();
      selecting += wanted.isEmpty() ? 0 : 1;
      assertEquals(
          numbers(wanted),
          Sample.texts(store().all().read().where(filter)),
          () -> "events by " + filter);
      assertSameEverywhere(filter, wanted);
    }
    assertTrue(selecting > 200, "only " + selecting + " of 500 filters select anything");
  }

  @Test
  @Rule("F1")
  void agreesWithAnIndependentJudgeInWatches() {
    Dice dice = new Dice(7);
    List<StoredEvent> events = fill(dice);

    for (int i = 0; i < 50; i++) {
      EventFilter filter = dice.filter(events, 2);
      List<StoredEvent> wanted =
          events.stream().filter(event -> Oracle.matches(filter, event)).toList();
      assertWatched(store().all(), filter, wanted);
      List<StoredEvent> ofStream =
          wanted.stream().filter(event -> event.streamId().equals("s-1")).toList();
      assertWatched(stream("s-1"), filter, ofStream);
    }
  }

  private List<StoredEvent> fill(Dice dice) {
    for (int i = 0; i < 300; i++) {
      stream(dice.stream()).append(any(), dice.event(i));
    }
    List<StoredEvent> events = Sample.read(store().all().read());
    assertEquals(300, events.size(), "events appended");
    return events;
  }

  private static List<String> numbers(List<StoredEvent> events) {
    return new ArrayList<>(events.stream().map(event -> event.data().utf8()).toList());
  }
}
