package dev.eventstreams.tck;

import static dev.eventstreams.ExpectedVersion.any;
import static dev.eventstreams.ExpectedVersion.exactly;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendCondition;
import dev.eventstreams.AppendResult;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStream;
import dev.eventstreams.StoredEvent;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Names of streams, types, keys and projections that look alike and differ. */
public abstract class NamesTck extends StoreTck {

  private static final String LONG = "\uD83D\uDE00".repeat(254);

  /**
   * These names differ in case, in spaces, in the form of a letter, in the last of 255 code points,
   * or match as a pattern.
   */
  static final List<String> NAMES = List.of(
      "name",
      "Name",
      "NAME",
      "name ",
      "name  ",
      " name",
      "nam",
      "na%",
      "n_me",
      "\u00e9",
      "e\u0301",
      "\u00df",
      "ss",
      "\u0130",
      "i",
      "\u0131",
      "1",
      "01",
      "\ufb01",
      "fi",
      LONG + "\uD83D\uDE00",
      LONG + "\uD83D\uDE01",
      LONG,
      "\uD83D\uDE00".repeat(127),
      "\uD83D\uDE00".repeat(128));

  /** For a backend's own class. */
  protected NamesTck() {}

  @Test
  @Rule("A15")
  void aStreamIsFoundByEveryCharacterOfItsId() {
    for (String name : NAMES) {
      stream(name).append(CandidateEvent.of("T", name), CandidateEvent.of("T", name));
    }

    for (String name : NAMES) {
      EventStream stream = stream(name);
      assertEquals(List.of(name, name), Sample.texts(stream.read()), "events of the stream");
      assertEquals(2, stream.version(), "its version");
      assertEquals(
          List.of(name, name),
          Sample.texts(store().all().read().where(EventFilter.stream(name))),
          "the same by a filter");
    }
    assertEquals(0, stream("nAME").version(), "the version of a stream that was never written");
  }

  @Test
  @Rule("A15")
  void aTypeIsFoundByEveryCharacter() {
    for (String name : NAMES) {
      stream("s").append(CandidateEvent.of(name, name));
    }

    for (String name : NAMES) {
      EventFilter type = EventFilter.type(name);
      assertEquals(List.of(name), Sample.texts(store().all().read().where(type)), "found in @all");
      assertEquals(List.of(name), Sample.texts(stream("s").read().where(type)), "in the stream");
    }
    AppendBatch another = AppendBatch.of("t", any(), CandidateEvent.of("name"))
        .onlyIf(AppendCondition.noEventMatching(EventFilter.type("nAME")));
    assertEquals(1, store().append(another).version("t"), "guarded by a type that is not stored");
  }

  @Test
  @Rule("A15")
  void aKeyIsKnownByEveryCharacter() {
    EventStream stream = stream("s");
    for (int i = 0; i < NAMES.size(); i++) {
      AppendResult first = stream.append(exactly(i), Sample.keyed(NAMES.get(i)));
      assertFalse(first.isRepeat(), "a key that looks like another is a repeat");
    }

    for (int i = 0; i < NAMES.size(); i++) {
      AppendResult again = stream.append(Sample.keyed(NAMES.get(i)));
      assertTrue(again.isRepeat(), "the same key again is a repeat");
      assertEquals(i + 1, again.events().get(0).version(), "the version of the original");
    }
    assertEquals(NAMES, Sample.texts(stream.read()), "stored events");
  }

  @Test
  @Rule({"A15", "A6"})
  void theIdOfAnEventWithoutAKeyIsNoKey() {
    EventStream stream = stream("s");
    stream.append(CandidateEvent.of("T", "without a key"));
    StoredEvent first = Sample.read(stream.read()).get(0);

    AppendResult keyed =
        stream.append(CandidateEvent.of("T", "with a key").withIdempotencyKey(first.id()));

    assertFalse(keyed.isRepeat(), "a key that equals the id of an event without one is a repeat");
    assertEquals(
        List.of("without a key", "with a key"), Sample.texts(stream.read()), "stored events");
  }

  @Test
  @Rule("A15")
  void aSnapshotIsFoundByEveryCharacterOfSourceAndProjection() {
    stream("s").append(Sample.numbered(1));
    for (String name : NAMES) {
      stream(name).saveSnapshot("p", 0, "of the stream " + name);
      stream("s").saveSnapshot(name, 1, "of the projection " + name);
    }

    for (String name : NAMES) {
      assertEquals(Optional.of("of the stream " + name), state(stream(name), "p"), "by its source");
      assertEquals(
          Optional.of("of the projection " + name), state(stream("s"), name), "by its projection");
    }
    assertEquals(Optional.empty(), state(stream("name"), "NAME"), "one that was never saved");
    assertEquals(Optional.empty(), state(stream("t"), "name"), "the projection of another stream");
  }

  private static Optional<String> state(EventStream stream, String projection) {
    return stream.loadSnapshot(projection).map(snapshot -> snapshot.state().utf8());
  }
}
