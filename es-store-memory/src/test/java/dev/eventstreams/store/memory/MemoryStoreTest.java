package dev.eventstreams.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.Bytes;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StreamWrite;
import java.time.Clock;
import java.util.AbstractList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * If memory runs out in the middle of an append, the append leaves no event, no key and no version
 * (rule A1).
 */
final class MemoryStoreTest {

  private final MemoryStore store = new MemoryStore();

  private static EventRecord keyed(String stream, long version, long position) {
    return new EventRecord(
        stream, version, position, 0, "T", "k" + position, true, List.of(), "{}", Bytes.empty(), 0);
  }

  /**
   * A list of events. The first pass, which makes late data, succeeds. Each later pass hands out
   * {@code written} events and then throws an Error.
   */
  private static final class EndOfMemory extends AbstractList<EventRecord> {

    private final List<EventRecord> events;
    private final int written;
    private int passes;

    EndOfMemory(List<EventRecord> events, int written) {
      this.events = events;
      this.written = written;
    }

    @Override
    public void forEach(Consumer<? super EventRecord> action) {
      if (passes++ == 0) {
        events.forEach(action);
        return;
      }
      events.subList(0, written).forEach(action);
      throw new OutOfMemoryError("made up");
    }

    @Override
    public EventRecord get(int index) {
      return events.get(index);
    }

    @Override
    public int size() {
      return events.size();
    }
  }

  private AppendOutcome append(String stream, ExpectedVersion expected, String key) {
    NewEvent event = new NewEvent("T", key, true, List.of(), "{}", Bytes.empty(), 0);
    AppendRequest request =
        new AppendRequest(List.of(new StreamWrite(stream, expected, List.of(event))), List.of());
    return store.append(List.of(request), Clock.systemUTC()).outcomes().get(0);
  }

  private static void assertWritten(long version, AppendOutcome outcome) {
    AppendOutcome.Done done = (AppendOutcome.Done) outcome;
    assertEquals(List.of(version), List.copyOf(done.result().versions().values()));
    assertEquals(false, done.result().isRepeat());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void eventsWrittenBeforeMemoryRanOutAreRemoved(int written) {
    assertWritten(1, append("a", ExpectedVersion.noStream(), "first"));
    List<EventRecord> events =
        List.of(keyed("a", 2, 2), keyed("b", 1, 3), keyed("a", 3, 4), keyed("b", 2, 5));
    OutOfMemoryError error =
        assertThrows(OutOfMemoryError.class, () -> store.write(new EndOfMemory(events, written)));
    assertEquals("made up", error.getMessage());

    assertEquals(1, store.events(null).size());
    assertEquals(1, store.events("a").size());
    assertEquals(0, store.events("b").size());
    for (EventRecord event : events) { // their keys are free again
      assertWritten(event.version(), append(event.streamId(), ExpectedVersion.any(), event.id()));
    }
    assertEquals(5, store.events(null).size());
    assertSame(store.events("a").get(0), store.events(null).get(0));
    assertEquals(5, store.events(null).get(4).position());
  }

  @Test
  void keysOfEarlierAppendsStay() {
    assertWritten(1, append("a", ExpectedVersion.noStream(), "k2"));
    EventRecord unkeyed =
        new EventRecord("a", 2, 2, 0, "T", "k2", false, List.of(), "{}", Bytes.empty(), 0);
    assertThrows(OutOfMemoryError.class, () -> store.write(new EndOfMemory(List.of(unkeyed), 1)));
    AppendOutcome.Done repeat = (AppendOutcome.Done) append("a", ExpectedVersion.noStream(), "k2");
    assertEquals(true, repeat.result().isRepeat());
    assertEquals(1, store.events("a").size());
  }
}
