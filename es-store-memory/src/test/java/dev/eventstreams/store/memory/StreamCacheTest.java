package dev.eventstreams.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.StoreOptions;
import org.junit.jupiter.api.Test;

final class StreamCacheTest {

  @Test
  void dropsTheLeastRecentlyUsedStreamAndKeepsItsHandleWorking() {
    try (EventStore store = EventStores.open("memory:", StoreOptions.defaults().withCacheSize(2))) {
      EventStream a = store.stream("a");
      EventStream b = store.stream("b");
      assertSame(a, store.stream("a"));
      EventStream c = store.stream("c");

      assertSame(a, store.stream("a"));
      assertSame(c, store.stream("c"));
      EventStream again = store.stream("b");
      assertNotSame(b, again);

      b.append(CandidateEvent.of("Written").withMetadata("by", "the dropped handle"));
      assertEquals(1, again.version());
      assertEquals(1, b.version());
    }
  }

  @Test
  void worksWithoutKeepingAnyStream() {
    try (EventStore store = EventStores.open("memory:", StoreOptions.defaults().withCacheSize(0))) {
      store.stream("a").append(CandidateEvent.of("Written"));
      assertEquals(1, store.stream("a").version());
    }
  }
}
