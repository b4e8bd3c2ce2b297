package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.Bytes;
import dev.eventstreams.EventField;
import dev.eventstreams.EventFilter;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.core.adapter.RecordFilter;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.spi.StreamWrite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rows whose metadata is no longer JSON, while the index on metadata still has the old value (L5).
 */
final class DamagedMetadataTest {

  private static final StoreUrl URL = Samples.url();
  private static final EventField N = EventField.metadata("n");

  private static StorageHandle store;

  @BeforeAll
  static void makeStore() throws Exception {
    List<NewEvent> events = new ArrayList<>();
    for (int i = 1; i <= 8_995; i++) {
      events.add(new NewEvent(
          i % 3 == 0 ? "A" : "B",
          "id",
          false,
          i % 2 == 0 ? List.of() : List.of("odd"),
          "{\"n\":" + i % 1_000 + "}",
          Bytes.utf8("x" + i),
          0));
    }
    store = Samples.open(URL);
    for (List<NewEvent> part : List.of(events.subList(0, 5_000), events.subList(5_000, 8_995))) {
      var unused =
          store.append(List.of(Samples.append("s" + part.size(), ExpectedVersion.any(), part)));
    }
    for (int position : new int[] {7, 2_007, 5_006, 6_007, 8_500, 8_994}) {
      damage(position);
    }
  }

  @AfterAll
  static void close() {
    store.close();
  }

  // The index refuses such a row. So the index is hidden from that statement and keeps its old
  // entry, as after a damage on the disk.
  private static void damage(long position) throws Exception {
    String index = " WHERE indexrelid = 'events_by_metadata'::regclass";
    Samples.run(
        URL,
        "UPDATE pg_index SET indislive = false, indisready = false, indisvalid = false" + index,
        "UPDATE events SET metadata = replace(metadata, '}', ',}') WHERE position = " + position,
        "UPDATE pg_index SET indislive = true, indisready = true, indisvalid = true" + index);
  }

  @ParameterizedTest
  @CsvSource({"1, 1000000", "3, 1000000", "1000, 1000000", "1000, 100"})
  void eachPageHasTheMatchesAmongTheIntactRows(int maxEvents, long maxBytes) {
    List<EventRecord> all = Samples.readAll(store, EventFilter.all());
    for (EventFilter filter : List.of(
        EventFilter.metadata("n", 7),
        EventFilter.type("A").and(EventFilter.metadata("n", 7)),
        EventFilter.tag("odd").and(EventFilter.metadata("n", 7)),
        EventFilter.stream("s3995").and(N.in(List.of(7, 994))),
        EventFilter.anyOf(EventFilter.type("none"), N.greaterThan(990)))) {
      List<EventRecord> matching = all.stream().filter(RecordFilter.of(filter)).toList();
      for (String stream : new String[] {null, "s3995"}) {
        List<EventRecord> expected = new ArrayList<>(matching);
        expected.removeIf(event -> stream != null && !event.streamId().equals(stream));
        String what = filter + " on " + stream;
        assertEquals(
            expected, Samples.readAll(store, stream, filter, false, maxEvents, maxBytes), what);
        Collections.reverse(expected);
        assertEquals(
            expected, Samples.readAll(store, stream, filter, true, maxEvents, maxBytes), what);
      }
    }
  }

  @Test
  void conditionsAreJudgedByTheIntactRows() {
    assertInstanceOf(AppendOutcome.ConditionFailed.class, appendUnless(N.atMost(7), 8_000));
    assertInstanceOf(AppendOutcome.Done.class, appendUnless(EventFilter.metadata("n", 994), 8_000));
  }

  private static AppendOutcome appendUnless(EventFilter filter, long after) {
    StreamWrite write =
        new StreamWrite("t", ExpectedVersion.any(), List.of(Samples.event("T", "{}", "x")));
    AppendCondition condition = AppendCondition.noEventMatching(filter).after(after);
    return store
        .append(List.of(new AppendRequest(List.of(write), List.of(condition))))
        .outcomes()
        .get(0);
  }
}
