package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a read returns, where it ends, and that no event follows a failure. */
final class EventReaderTest {

  private static final long END = 1_000;

  private @Nullable RuntimeException failure;
  private int pages;

  private Page page(PageRequest request) {
    pages++;
    if (failure != null) {
      throw failure;
    }
    long last = Math.min(Math.min(END, request.upTo()), request.after() + request.maxEvents());
    List<EventRecord> records = LongStream.rangeClosed(request.after() + 1, last)
        .mapToObj(at ->
            new EventRecord("s", at, at, 0, "T", "id", false, List.of(), "{}", Bytes.empty(), 0))
        .toList();
    return new Page(records, last, last < Math.min(END, request.upTo()));
  }

  private EventReader reader(@Nullable Predicate<StoredEvent> predicate, long limit, long head) {
    GuardedStorage storage = new GuardedStorage(FakeHandle.of(
        (method, arguments) -> method.equals("read") ? page((PageRequest) arguments[0]) : null));
    long fetched = predicate == null ? limit : Long.MAX_VALUE;
    PageReader source = new PageReader(storage, Runnable::run, Selection.all(null), fetched);
    EventCodec codec = new EventCodec(StoreOptions.defaults(), StorageLimits.none(), null);
    return new EventReader(source, codec, () -> head, predicate, limit);
  }

  private static List<Long> positions(EventReader reader) {
    List<Long> positions = new ArrayList<>();
    while (reader.hasNext()) {
      positions.add(reader.next().position());
    }
    return positions;
  }

  @Test
  void limitCountsTheEventsThatMatchThePredicate() {
    EventReader reader = reader(event -> event.position() % 100 == 0, 3, END);
    assertEquals(List.of(100L, 200L, 300L), positions(reader));
    assertTrue(reader.exhausted());
    assertThrows(NoSuchElementException.class, reader::next);
  }

  @Test
  void readWithoutALimitEndsWithItsLastPage() {
    EventReader reader = reader(null, Long.MAX_VALUE, END);
    assertFalse(reader.exhausted());
    assertEquals(END, positions(reader).size());
    assertTrue(reader.exhausted());
    assertNull(reader.poll());
  }

  @Test
  void readOfSeveralPagesEndsAtTheHeadFoundAfterTheFirst() {
    assertEquals(700, positions(reader(null, Long.MAX_VALUE, 700)).size());
  }

  @Test
  void limitOfZeroReadsNoPage() {
    EventReader reader = reader(null, 0, END);
    assertTrue(reader.exhausted());
    assertEquals(List.of(), positions(reader));
    assertEquals(0, pages);
  }

  @Test
  void noEventFollowsAFailure() {
    EventReader reader = reader(null, Long.MAX_VALUE, END);
    for (int i = 0; i < 128; i++) {
      assertTrue(reader.hasNext());
      reader.next();
    }
    RuntimeException away = new IllegalStateException("made up: away");
    failure = away;
    assertSame(away, assertThrows(IllegalStateException.class, reader::hasNext));
    failure = null;
    assertSame(away, assertThrows(IllegalStateException.class, reader::next));
    assertSame(away, assertThrows(IllegalStateException.class, reader::poll));
    assertEquals(2, pages);
  }
}
