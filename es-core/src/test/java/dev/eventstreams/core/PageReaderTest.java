package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How large pages are, which pages are read ahead, and by which thread. */
@Timeout(60)
final class PageReaderTest {

  private static final long END = 20_000;

  private final List<PageRequest> requests = new ArrayList<>();
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private @Nullable RuntimeException failure;

  private PageReader reader(Executor executor, boolean backwards, long upTo, long limit) {
    GuardedStorage storage = new GuardedStorage(FakeHandle.of(
        (method, arguments) -> method.equals("read") ? page((PageRequest) arguments[0]) : null));
    Selection selection = Selection.all(null).upTo(upTo);
    return new PageReader(storage, executor, backwards ? selection.reversed() : selection, limit);
  }

  private PageReader reader(Executor executor) {
    return reader(executor, false, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  private Page page(PageRequest request) {
    requests.add(request);
    if (failure != null) {
      throw failure;
    }
    long last = Math.min(END, request.upTo());
    long most = request.maxEvents();
    long from = request.backwards() ? Math.max(last - most, request.after()) : request.after();
    long to = request.backwards() ? last : Math.min(last, from + most);
    List<EventRecord> records = LongStream.rangeClosed(from + 1, to)
        .map(at -> request.backwards() ? to + from + 1 - at : at)
        .mapToObj(at ->
            new EventRecord("s", at, at, 0, "T", "id", false, List.of(), "{}", Bytes.empty(), 0))
        .toList();
    return request.backwards()
        ? new Page(records, from + 1, from > request.after())
        : new Page(records, to, to < last);
  }

  private List<Integer> sizes() {
    return requests.stream().map(PageRequest::maxEvents).toList();
  }

  @Test
  void pagesGrowFromTheFirstToTheFourth() {
    PageReader reader = reader(Runnable::run);
    for (int i = 0; i < 6; i++) {
      assertTrue(reader.next().more());
    }
    assertEquals(List.of(128, 512, 2_048, 4_096, 4_096, 4_096), sizes().subList(0, 6));
  }

  @Test
  void noPageIsReadAheadAfterTheFirstAndOneAfterEachLaterPage() {
    PageReader reader = reader(tasks::add);
    assertEquals(128, reader.next().scannedTo());
    assertEquals(0, tasks.size());
    assertEquals(640, reader.next().scannedTo());
    assertEquals(1, tasks.size());
    tasks.remove().run();
    assertEquals(3, requests.size());
    assertEquals(2_688, reader.next().scannedTo());
    assertEquals(1, tasks.size());
    assertEquals(3, requests.size());
  }

  @Test
  void pageThatTheExecutorHasNotBegunIsReadByItsConsumer() {
    PageReader reader = reader(tasks::add);
    for (long end : new long[] {128, 640, 2_688, 6_784}) {
      assertEquals(end, reader.next().scannedTo());
    }
    tasks.forEach(Runnable::run);
    assertEquals(4 + 1, requests.size()); // only the last task had not run
  }

  @Test
  void pageThatTheExecutorRefusesIsReadByItsConsumer() {
    PageReader reader = reader(task -> {
      throw new RejectedExecutionException("made up");
    });
    for (long end : new long[] {128, 640, 2_688, 6_784}) {
      assertEquals(end, reader.next().scannedTo());
    }
    assertEquals(4, requests.size());
  }

  @Test
  void failureOfAPageThatWasReadAheadIsThrownToItsConsumer() {
    PageReader reader = reader(tasks::add);
    reader.next();
    reader.next();
    failure = new IllegalStateException("made up");
    tasks.remove().run();
    assertSame(failure, assertThrows(IllegalStateException.class, reader::next));
  }

  @Test
  void limitCountsTheEventsOfAllPages() {
    PageReader reader = reader(Runnable::run, false, Long.MAX_VALUE, 200);
    assertTrue(reader.next().more());
    Page last = reader.next();
    assertEquals(72, last.records().size());
    assertFalse(last.more());
    assertEquals(List.of(128, 72), sizes());
  }

  @Test
  void limitThatAPageReachesExactlyEndsTheRead() {
    PageReader reader = reader(Runnable::run, false, Long.MAX_VALUE, 128);
    Page only = reader.next();
    assertEquals(128, only.records().size());
    assertEquals(128, only.scannedTo());
    assertFalse(only.more());
  }

  @Test
  void readBackwardsContinuesBelowThePreviousPage() {
    PageReader reader = reader(Runnable::run, true, END, Long.MAX_VALUE);
    assertEquals(END - 127, reader.next().scannedTo());
    Page second = reader.next();
    assertEquals(END - 128, second.records().get(0).position());
    assertEquals(END - 639, second.scannedTo());
  }

  @Test
  void readEndsAtTheLowestEndThatWasSet() {
    PageReader reader = reader(Runnable::run);
    reader.next();
    reader.endAt(130);
    reader.endAt(5_000);
    Page last = reader.next();
    assertEquals(130, last.scannedTo());
    assertFalse(last.more());
  }
}
