package dev.eventstreams.tck;

import static dev.eventstreams.ExpectedVersion.any;
import static dev.eventstreams.ExpectedVersion.exactly;
import static dev.eventstreams.ExpectedVersion.noStream;
import static dev.eventstreams.tck.Sample.keyed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendCondition;
import dev.eventstreams.AppendResult;
import dev.eventstreams.AppendedEvent;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventFilter;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.IdempotencyConflictException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.VersionConflictException;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Idempotency keys: the effect of a repeat. */
public abstract class IdempotencyTck extends StoreTck {

  /** For a backend's own class. */
  protected IdempotencyTck() {}

  @Test
  @Rule("A6")
  void reportsTheOriginalForAFullRepeatWhateverIsExpected() {
    AppendResult first = stream("s").append(noStream(), keyed("a"), keyed("b"));
    stream("s").append(Sample.keyed("later"));

    for (ExpectedVersion expected :
        List.of(noStream(), exactly(0), exactly(2), exactly(99), any())) {
      AppendResult again = stream("s").append(expected, keyed("a"), keyed("b"));
      assertTrue(again.isRepeat(), "isRepeat of a repeat");
      assertEquals(2, again.version(), "the version to expect after a repeat at " + expected);
      assertEquals(repeated(first), again.events(), "events of a repeat");
    }
    assertEquals(
        List.of("a", "b", "later"), Sample.texts(stream("s").read()), "events after repeats");
  }

  @Test
  @Rule("A6")
  void acceptsAFullRepeatUnderAConditionThatItsOwnEventsViolate() {
    AppendBatch batch = AppendBatch.of("s", noStream(), keyed("a"))
        .and("t", noStream(), keyed("a"))
        .onlyIf(AppendCondition.noEventMatching(EventFilter.type("Counted")).after(0));
    AppendResult first = store().append(batch);
    long head = store().head();

    AppendResult again = store().append(batch);

    assertEquals(repeated(first), again.events(), "events of the repeat");
    assertEquals(first.versions(), again.versions(), "versions that the repeat reports");
    assertEquals(head, store().head(), "the head after the repeat");
  }

  @Test
  @Rule("A6")
  void appliesEveryCheckIfOneOfTwoStreamsIsNew() {
    stream("s").append(noStream(), keyed("a"));
    AppendBatch half = AppendBatch.of("s", noStream(), keyed("a")).and("t", noStream(), keyed("a"));

    VersionConflictException conflict = assertThrows(
        VersionConflictException.class,
        () -> store().append(half),
        "a batch of which one stream repeats and the other is new, expecting neither");
    assertEquals("s", conflict.streamId(), "the stream in conflict");
    assertEquals(1, store().metrics().eventCount(), "events after the refused batch");

    AppendResult result = store()
        .append(AppendBatch.of("s", exactly(1), keyed("a")).and("t", noStream(), keyed("a")));
    assertFalse(result.isRepeat(), "isRepeat of half a repeat");
    assertEquals(
        List.of(true, false),
        result.events().stream().map(AppendedEvent::repeat).toList(),
        "which events of the batch repeat");
    assertEquals(List.of(1L), Sample.versions(stream("t").read()), "versions of the new stream");
  }

  @Test
  @Rule("A6")
  void skipsKnownKeysAmongNewOnes() {
    stream("order-1").append(noStream(), keyed("a"), keyed("b"));

    assertThrows(
        VersionConflictException.class,
        () -> stream("order-1").append(noStream(), keyed("b"), keyed("c")),
        "b again and c anew, expecting no stream");
    AppendResult result = stream("order-1").append(exactly(2), keyed("b"), keyed("c"));

    assertEquals(3, result.version(), "the version after b again and c anew");
    assertEquals(
        List.of(2L, 3L),
        result.events().stream().map(AppendedEvent::version).toList(),
        "versions of b again and c anew");
    assertEquals(
        List.of(true, false),
        result.events().stream().map(AppendedEvent::repeat).toList(),
        "which of b and c is a repeat");
    assertEquals(List.of("a", "b", "c"), Sample.texts(stream("order-1").read()), "all events");
  }

  @Test
  @Rule("A6")
  void writesTheFirstOfTwoEventsWithOneKey() {
    AppendResult result = stream("s")
        .append(
            CandidateEvent.of("T", "first").withIdempotencyKey("k"),
            CandidateEvent.of("T", "second").withIdempotencyKey("k"),
            CandidateEvent.of("T", "third").withIdempotencyKey("l"));

    assertEquals(
        List.of(1L, 1L, 2L),
        result.events().stream().map(AppendedEvent::version).toList(),
        "versions of two events with one key and one with another");
    assertEquals(List.of("first", "third"), Sample.texts(stream("s").read()), "which were written");
  }

  @Test
  @Rule("A6")
  void keepsKeysApartByStreamAndByEveryCharacter() {
    List<String> keys =
        List.of("k", "K", "k ", " k", "é", "e\u0301", "ß", "ss", "%", "_", "'", "\uD83D\uDE00");
    stream("s").append(any(), keys.stream().map(Sample::keyed).toList());
    AppendResult other = stream("t").append(keyed("k"));

    assertEquals(keys, Sample.texts(stream("s").read()), "events with keys that look alike");
    assertFalse(other.isRepeat(), "a key of another stream is no repeat");
    assertTrue(stream("s").append(keyed("e\u0301")).isRepeat(), "the same key is a repeat");
  }

  @Test
  @Rule("A6")
  void refusesAKeyOfAnotherType() {
    stream("s").append(keyed("k"));
    CandidateEvent other = CandidateEvent.of("Other").withIdempotencyKey("k");

    IdempotencyConflictException refused = assertThrows(
        IdempotencyConflictException.class,
        () -> stream("s").append(keyed("new"), other),
        "a key that an event of another type has");
    assertEquals("k", refused.key(), "the key that the exception names");
    assertEquals("s", refused.streamId(), "the stream that the exception names");
    assertThrows(
        IdempotencyConflictException.class,
        () -> stream("t").append(keyed("k"), other),
        "two events of one append with one key and two types");
    assertEquals(1, store().metrics().eventCount(), "events after refused appends");
  }

  @Test
  @Rule("A6")
  void doesNotCompareData() {
    stream("s").append(CandidateEvent.of("T", "one").withIdempotencyKey("k"));

    AppendResult again = stream("s")
        .append(CandidateEvent.of("T", "two").withMetadata("m", 1).withIdempotencyKey("k"));

    assertTrue(again.isRepeat(), "the same key and type with other data is a repeat");
    assertEquals(List.of("one"), Sample.texts(stream("s").read()), "events of the stream");
  }

  @Test
  @Rule("A6")
  void refusesAMixtureOfEventsWithAndWithoutKeys() {
    List<CandidateEvent> mixed = List.of(keyed("k"), Sample.numbered(1));

    assertThrows(
        IllegalArgumentException.class, () -> stream("s").append(any(), mixed), "a mixed append");
    assertThrows(
        IllegalArgumentException.class,
        () -> stream("s").appendAsync(any(), mixed),
        "a mixed appendAsync");
    assertEquals(0, store().head(), "the head after refused appends");
  }

  @Test
  @Rule("A6")
  void recognizesEveryKeyOfALargeAppend() {
    List<CandidateEvent> many =
        IntStream.range(0, 40_000).mapToObj(i -> keyed("key-" + i)).toList();
    AppendResult first = stream("s").append(noStream(), many);

    AppendResult again = stream("s").append(noStream(), many);
    AppendResult more = stream("s").append(exactly(40_000), keyed("key-39999"), keyed("new"));

    assertEquals(repeated(first), again.events(), "events of a repeat of 40,000 events");
    assertEquals(40_001, more.version(), "the version after one more key");
  }

  @Test
  @Rule("A6")
  void givesAnEventItsKeyOrAnIdOfItsOwn() {
    stream("s").append(keyed("a key"));
    stream("s").append(any(), Sample.numbered(1, 100));

    List<String> ids =
        Sample.read(stream("s").read()).stream().map(StoredEvent::id).toList();
    assertEquals("a key", ids.get(0), "the id of an event with a key");
    assertEquals(101, new HashSet<>(ids).size(), "different ids of 101 events");
  }

  private static List<AppendedEvent> repeated(AppendResult original) {
    return original.events().stream()
        .map(event -> new AppendedEvent(event.streamId(), event.version(), event.position(), true))
        .toList();
  }
}
