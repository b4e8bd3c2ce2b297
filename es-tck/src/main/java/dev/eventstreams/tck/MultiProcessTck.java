package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventStore;
import dev.eventstreams.StoredEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * For backends that declare {@code MULTI_PROCESS}: several JVMs that open, append to and watch one
 * store at once.
 */
public abstract class MultiProcessTck extends StoreTck {

  private static final Duration LONG = Duration.ofMinutes(15);

  /** For a backend's own class. */
  protected MultiProcessTck() {}

  @Test
  @Rule("A5")
  void ofTwoProcessesAtOneVersionExactlyOneWinsEachRound() {
    race(newStore(), 50);
  }

  @Test
  @Tag("soak")
  @Rule({"A5", "W1"})
  void ofTwoProcessesExactlyOneWinsInAThousandRoundsAndAThirdSeesAll() {
    String url = newStore();
    try (Fork watcher = Fork.on(url)) {
      assertEquals("watching", watcher.ask("watch 0"));
      race(url, 1_000);
      assertSawAllInOrder(watcher, url);
    }
  }

  private void race(String url, int rounds) {
    try (Fork one = Fork.on(url);
        Fork other = Fork.on(url)) {
      for (int round = 0; round < rounds; round++) {
        Fork first = round % 2 == 0 ? one : other;
        Fork second = round % 2 == 0 ? other : one;
        first.tell("append raced " + round + " one-" + round);
        second.tell("append raced " + round + " other-" + round);
        assertEquals(
            Set.of("done " + (round + 1), "conflict " + (round + 1)),
            new TreeSet<>(List.of(first.hear(), second.hear())),
            "answers to two processes that appended at version " + round);
      }
    }
    assertEquals(rounds, opened(url).stream("raced").version(), "the version after all rounds");
  }

  @Test
  @Rule("A5")
  void twoProcessesThatRetryNeverWinTheSameVersion() {
    String url = newStore();
    int wins = 50;
    try (Fork one = Fork.on(url);
        Fork other = Fork.on(url)) {
      one.tell("contend contended " + wins + " one");
      other.tell("contend contended " + wins + " other");
      List<Long> won = new ArrayList<>();
      won.addAll(versions(one.hear()));
      won.addAll(versions(other.hear()));
      won.sort(null);
      assertEquals(
          LongStream.rangeClosed(1, 2L * wins).boxed().toList(), won, "the versions that were won");
    }
  }

  private static List<Long> versions(String line) {
    assertTrue(line.startsWith("won "), line);
    return Arrays.stream(line.substring(4).split(" ", -1)).map(Long::valueOf).toList();
  }

  @Test
  @Rule("W1")
  void aThirdProcessSeesWhatTwoAppendOnceAndInOrder() {
    String url = newStore();
    try (Fork watcher = Fork.on(url);
        Fork one = Fork.on(url);
        Fork other = Fork.on(url)) {
      assertEquals("watching", watcher.ask("watch 0"));
      one.tell("contend a 50 one");
      other.tell("contend a 50 other");
      assertTrue(one.hear().startsWith("won "));
      assertTrue(other.hear().startsWith("won "));
      assertSawAllInOrder(watcher, url);
    }
  }

  private void assertSawAllInOrder(Fork watcher, String url) {
    for (StoredEvent event : opened(url).all().read()) {
      assertEquals(
          "event " + event.position() + " " + event.version() + " " + event.streamId() + " "
              + event.id(),
          watcher.hear(),
          "the next event that the watching process saw");
    }
  }

  @Test
  @Rule("R3")
  void aProcessSeesWhatAnotherWasAcknowledged() {
    String url = newStore();
    EventStore store = opened(url);
    try (Fork other = Fork.on(url)) {
      StringBuilder keys = new StringBuilder("keys");
      for (int i = 0; i < 20; i++) {
        if (i % 2 == 0) {
          store.stream("s").append(Sample.keyed("k" + i));
        } else {
          assertEquals("done " + (i + 1), other.ask("append s " + i + " k" + i));
        }
        keys.append(" k").append(i);
        assertEquals(keys.toString(), other.ask("keys s"), "keys read by the other process");
        assertEquals(
            keys.toString(), "keys " + String.join(" ", ids(store)), "keys read by this process");
      }
    }
  }

  private static List<String> ids(EventStore store) {
    return Sample.read(store.stream("s").read()).stream().map(StoredEvent::id).toList();
  }

  @Test
  @Rule("R4")
  void nothingAppearsBelowAPositionThatAnotherProcessWrote() {
    String url = newStore();
    EventStore store = opened(url);
    try (Fork one = Fork.on(url);
        Fork other = Fork.on(url)) {
      one.tell("contend a 100 one");
      other.tell("contend b 100 other");
      List<Long> seen = List.of();
      boolean last;
      do {
        last = one.hasAnswered() && other.hasAnswered();
        List<Long> now = Sample.positions(store.all().read());
        assertEquals(seen, now.subList(0, Math.min(seen.size(), now.size())), "earlier events");
        seen = now;
      } while (!last);
      assertTrue(one.hear().startsWith("won "));
      assertTrue(other.hear().startsWith("won "));
      assertEquals(200, seen.size(), "events in the end");
    }
  }

  @Test
  @Rule("L3")
  void tenProcessesOpenANewStoreAtOnce() {
    openAtOnce(3);
  }

  @Test
  @Tag("soak")
  @Rule("L3")
  void tenProcessesOpenANewStoreAtOnceAHundredTimes() {
    openAtOnce(100);
  }

  private void openAtOnce(int times) {
    List<Fork> forks =
        IntStream.range(0, 10).mapToObj(i -> closedAfterwards(Fork.start())).toList();
    for (int time = 0; time < times; time++) {
      String url = newStore();
      forks.forEach(fork -> fork.tell("open " + url));
      forks.forEach(fork -> assertEquals("opened", fork.hear(), "the answer to opening"));
      for (int i = 0; i < forks.size(); i++) {
        forks.get(i).tell("append s any k" + i);
      }
      Set<String> answers = new TreeSet<>();
      forks.forEach(fork -> answers.add(fork.hear()));
      Set<String> wanted = new TreeSet<>();
      IntStream.rangeClosed(1, 10).forEach(version -> wanted.add("done " + version));
      assertEquals(wanted, answers, "answers to the first appends of the ten processes");
      forks.forEach(fork -> assertEquals("closed", fork.ask("close")));
    }
  }

  @Test
  @Rule({"R4", "W1"})
  void twoProcessesAppendInACrowdAndEveryWatcherSeesTheSame() {
    crowd(2, 4_000);
  }

  @Test
  @Tag("soak")
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  @Rule({"R4", "W1"})
  void fourProcessesAppendAMillionEventsAndFourWatchersSeeTheSame() {
    crowd(4, 250_000);
  }

  /**
   * Lets {@code processes} processes append {@code events} events each. As many processes watch
   * meanwhile; half of the watching processes append too.
   */
  private void crowd(int processes, int events) {
    String url = newStore();
    List<Fork> forks = forksOn(url, processes + processes / 2);
    List<Fork> writers = forks.subList(0, processes);
    List<Fork> watchers = forks.subList(processes / 2, processes + processes / 2);
    long total = (long) processes * events;
    watchers.forEach(watcher -> assertEquals("trailing", watcher.ask("trail " + total)));
    for (Fork writer : writers) {
      assertEquals("crowding", writer.ask("crowd " + writers.indexOf(writer) + " " + events));
    }
    Set<String> heard = new TreeSet<>();
    writers.forEach(writer -> heard.add(writer.hear(LONG)));
    watchers.forEach(watcher -> heard.add(watcher.hear(LONG)));

    Trail stored = new Trail();
    opened(url).all().read().forEach(stored::add);
    Set<String> wanted = new TreeSet<>(Set.of("trail " + stored));
    IntStream.range(0, processes).forEach(i -> wanted.add("crowded " + i));
    assertEquals(total, stored.count(), "the events that are stored");
    assertEquals(wanted, heard, "final answers of the appending and the watching processes");
  }

  private List<Fork> forksOn(String url, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> closedAfterwards(Fork.on(url)))
        .toList();
  }
}
