package dev.eventstreams.tck;

import static dev.eventstreams.ExpectedVersion.any;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventSource;
import dev.eventstreams.Events;
import dev.eventstreams.StoredEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Long reads: lazy, bounded by the head at their beginning, and the same for each way to consume
 * them.
 */
public abstract class PagingTck extends StoreTck {

  private static final int MANY = 6_000;

  /** For a backend's own class. */
  protected PagingTck() {}

  @Test
  @Rule("R5")
  void readsManyPagesInOrderInEitherDirection() {
    List<String> written = fill();

    for (EventSource source : List.of(stream("s"), store().all())) {
      assertEquals(written, Sample.texts(source.read()), "6,000 events");
      List<String> reversed = Sample.texts(source.read().backwards());
      Collections.reverse(reversed);
      assertEquals(written, reversed, "6,000 events backwards, turned round");
      assertEquals(
          written.subList(0, 5_000), Sample.texts(source.read().limit(5_000)), "the first 5,000");
      List<String> last = Sample.texts(source.read().backwards().limit(5_000));
      Collections.reverse(last);
      assertEquals(written.subList(1_000, MANY), last, "the last 5,000, turned round");
    }
  }

  @Test
  @Rule("R5")
  void readsTheSameAsIteratorStreamAndPublisher() {
    List<String> written = fill();
    Events third = store().all().read().where(EventFilter.metadata("third", 0));
    List<String> wanted = written.stream().filter(text -> number(text) % 3 == 0).toList();

    assertEquals(wanted, Sample.texts(third), "every third of 6,000 events, by an iterator");
    assertEquals(
        wanted,
        third.stream().map(event -> event.data().utf8()).toList(),
        "the same as a java.util.stream.Stream");
    Taker taker = new Taker();
    third.publisher().subscribe(taker);
    taker.request(Long.MAX_VALUE);
    taker.awaitEnd(patience());
    assertEquals(wanted, taker.texts(), "the same by a publisher");
    assertEquals(
        wanted,
        Sample.texts(store().all().search(event -> number(event.data().utf8()) % 3 == 0)),
        "the same by a search");
  }

  @Test
  @Rule("R5")
  void endsAtTheHeadItBeganWithHoweverMuchIsAppended() {
    List<String> written = fill();
    Iterator<StoredEvent> all = store().all().read().iterator();
    Iterator<StoredEvent> stream = stream("s").read().iterator();
    Iterator<StoredEvent> backwards = stream("s").read().backwards().iterator();
    Iterator<StoredEvent> filtered =
        store().all().read().where(EventFilter.type("Paged")).iterator();
    List<Iterator<StoredEvent>> reads = List.of(all, stream, backwards, filtered);
    List<List<String>> seen = new ArrayList<>();
    reads.forEach(read -> seen.add(new ArrayList<>(List.of(read.next().data().utf8()))));

    for (int i = 0; reads.stream().anyMatch(Iterator::hasNext); i++) {
      stream("s").append(event(MANY + i));
      assertTrue(i < 3 * MANY, "a read of 6,000 events continues after 18,000 more appends");
      for (int read = 0; read < reads.size(); read++) {
        for (int n = 0; n < 50 && reads.get(read).hasNext(); n++) {
          seen.get(read).add(reads.get(read).next().data().utf8());
        }
      }
    }

    Collections.reverse(seen.get(2));
    seen.forEach(
        each -> assertEquals(written, each, "events of a read, with appends during the read"));
  }

  @Test
  @Rule("R5")
  void givesAConsistentViewUpToTheHead() {
    stream("a").append(any(), Sample.numbered(1, 3));
    stream("b").append(any(), Sample.numbered(4, 3));
    long head = store().head();
    List<StoredEvent> before = Sample.read(store().all().read().upTo(head));
    stream("a").append(any(), Sample.numbered(7, 3));

    assertEquals(6, before.size(), "events up to the head");
    assertEquals(
        before,
        Sample.read(store().all().read().upTo(head)),
        "events up to an earlier head, after more were appended");
    assertEquals(
        List.of("7", "8", "9"), Sample.texts(store().all().read().after(head)), "those past it");
  }

  @Test
  @Rule("R5")
  void beginsWhenTheFirstEventIsAskedFor() {
    Events events = stream("s").read();
    Iterator<StoredEvent> early = events.iterator();
    stream("s").append(Sample.numbered(1));

    assertTrue(early.hasNext(), "a read made before an append and begun after it has the event");
    assertEquals(List.of("1"), Sample.texts(events), "a new read of the same Events");
    stream("s").append(Sample.numbered(2));
    assertEquals(List.of("1", "2"), Sample.texts(events), "one more");
    assertNotEquals(events.limit(1), events, "narrowing Events makes new ones");
    assertEquals(List.of("1", "2"), Sample.texts(events), "the original after narrowing");
  }

  @Test
  @Rule("R5")
  void holdsNothingForAbandonedReads() {
    fill();
    List<Iterator<StoredEvent>> abandoned = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Events events = (i % 2 == 0 ? stream("s") : store().all()).read();
      Iterator<StoredEvent> read = (i % 3 == 0 ? events.backwards() : events).iterator();
      read.next();
      abandoned.add(read);
    }

    stream("s").append(event(MANY));
    assertEquals(
        MANY + 1, Sample.read(stream("s").read()).size(), "events read beside 500 abandoned reads");
    assertTrue(abandoned.get(0).hasNext(), "an abandoned read can continue");
  }

  @Test
  @Rule("R5")
  void publishesNoMoreThanWasAskedFor() {
    fill();
    Taker taker = new Taker();
    stream("s").read().publisher().subscribe(taker);

    taker.request(3);
    taker.awaitCount(3, patience());
    taker.request(400);
    taker.awaitCount(403, patience());
    assertFalse(taker.ended(), "a publisher of 6,000 events ended after 403");
    taker.cancel();
    stream("s").append(event(MANY));
    assertEquals(403, taker.texts().size(), "events delivered to a demand of 403");
  }

  private List<String> fill() {
    List<CandidateEvent> events = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      CandidateEvent event = event(i);
      events.add(event);
      texts.add(event.data().utf8());
    }
    stream("s").append(any(), events.subList(0, MANY / 2));
    stream("s").append(any(), events.subList(MANY / 2, MANY));
    return texts;
  }

  /**
   * Returns an event whose data begins with its number. Some events are much larger than others.
   */
  private static CandidateEvent event(int number) {
    String data = number + ":" + "x".repeat(number % 1_000 == 7 ? 200_000 : number % 97);
    return CandidateEvent.of("Paged", data).withMetadata("third", number % 3);
  }

  private static int number(String text) {
    return Integer.parseInt(text.substring(0, text.indexOf(':')));
  }
}
