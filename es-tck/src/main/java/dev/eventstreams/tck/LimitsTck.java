package dev.eventstreams.tck;

import static dev.eventstreams.ExpectedVersion.any;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.core.Limits;
import dev.eventstreams.core.StoreOptions;
import dev.eventstreams.spi.StorageHandle;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Limits: a call that exceeds a limit is refused before anything is written. */
public abstract class LimitsTck extends StoreTck {

  /** For a backend's own class. */
  protected LimitsTck() {}

  @Test
  @Rule("A9")
  void takesNamesOf255CodePoints() {
    String longest = "\uD83D\uDE00".repeat(255);

    stream(longest).append(CandidateEvent.of(longest).withIdempotencyKey(longest));
    stream(longest).saveSnapshot(longest, 1, "state");

    assertEquals(1, stream(longest).version(), "the version of a stream with the longest id");
    assertEquals(
        longest, Sample.read(stream(longest).read()).get(0).type(), "the longest type, read");
    assertTrue(stream(longest).loadSnapshot(longest).isPresent(), "the longest projection");
  }

  @Test
  @Rule("A9")
  void refusesNamesThatAreNotInTheRules() {
    Map<String, Consumer<String>> uses = Map.of(
        "a stream id", name -> stream(name).append(Sample.numbered(1)),
        "the stream id of a batch",
            name -> store().append(AppendBatch.of(name, any(), Sample.numbered(1))),
        "a type", name -> stream("s").append(CandidateEvent.of(name)),
        "a key", name -> stream("s").append(CandidateEvent.of("T").withIdempotencyKey(name)),
        "a projection to save", name -> stream("s").saveSnapshot(name, 0, "state"),
        "a projection to load", name -> stream("s").loadSnapshot(name));
    for (String name : List.of(
        "",
        "x".repeat(256),
        "\uD83D\uDE00".repeat(256),
        "a\nb",
        "a\0",
        "\u007f",
        "\u0085",
        "\uD83D",
        "a\uDE00\uD83D")) {
      uses.forEach((what, use) ->
          refused(() -> use.accept(name), what + " of " + name.length() + " characters"));
    }
    for (String id : List.of("@", "@all ", "@ALL", "@x")) {
      refused(() -> stream(id).append(Sample.numbered(1)), "the stream id " + id);
    }
    assertEquals(0, store().head(), "the head after refused names");
  }

  @Test
  @Rule("A9")
  void refusesMoreDataThanTheLimit() {
    EventStore store = limited(Limits.defaults().withMaxDataBytes(1_000));

    store.stream("s").append(CandidateEvent.of("T", new byte[1_000]));
    IllegalArgumentException refused = refused(
        () -> store.stream("s").append(Sample.numbered(1), CandidateEvent.of("T", new byte[1_001])),
        "data of 1,001 bytes where 1,000 are allowed");

    assertNames(refused, "1001", "1000");
    assertEquals(1, store.stream("s").version(), "the version after a refused append");
  }

  @Test
  @Rule("A9")
  void takesDataOf16MebibytesByDefault() {
    int limit = 16 << 20;
    try (StorageHandle storage = openStorage(newStore())) {
      limit = Math.min(limit, storage.limits().maxDataBytes());
    }
    byte[] largest = new byte[limit];
    largest[limit - 1] = 1;

    stream("s").append(CandidateEvent.of("T", largest));
    refused(
        () -> stream("s").append(CandidateEvent.of("T", new byte[largest.length + 1])),
        "data of one byte more than " + limit);

    assertEquals(
        List.of(Bytes.of(largest)),
        Sample.read(stream("s").read()).stream().map(event -> event.data()).toList(),
        "the largest data, read");
  }

  @Test
  @Rule("A9")
  void refusesMoreMetadataThanTheLimit() {
    int around = "{\"k\":\"\"}".length();

    stream("s").append(CandidateEvent.of("T").withMetadata("k", "x".repeat(65_536 - around)));
    refused(
        () -> stream("s")
            .append(CandidateEvent.of("T").withMetadata("k", "x".repeat(65_537 - around))),
        "metadata of 65,537 bytes");
    refused(
        () -> stream("s").append(CandidateEvent.of("T").withMetadata("k", "é".repeat(32_768))),
        "metadata of 32,768 letters of two bytes");

    assertEquals(1, stream("s").version(), "the version after refused appends");
  }

  @Test
  @Rule("A9")
  void refusesMoreEventsThanABatchMayHave() {
    List<CandidateEvent> many = Collections.nCopies(100_001, CandidateEvent.of("T"));
    refused(() -> stream("s").append(any(), many), "an append of 100,001 events");
    refused(() -> stream("s").appendAsync(any(), many), "the same without waiting");
    EventStore store = limited(Limits.defaults().withMaxBatchEvents(3));
    store.stream("s").append(any(), Sample.numbered(1, 3));

    IllegalArgumentException refused = refused(
        () -> store.append(AppendBatch.of("s", any(), Sample.numbered(1, 2))
            .and("t", any(), Sample.numbered(1, 2))),
        "a batch of 4 events over two streams where 3 are allowed");

    assertNames(refused, "4", "3");
    assertEquals(3, store.metrics().eventCount(), "events after refused appends");
    assertEquals(0, store().head(), "the head of a store that refused 100,001 events");
  }

  @Test
  @Rule("A9")
  void refusesMoreBytesThanABatchMayHave() {
    EventStore store = limited(Limits.defaults().withMaxBatchBytes(10_000));
    CandidateEvent event = CandidateEvent.of("T", new byte[4_000]);

    store.stream("s").append(event, event);
    refused(
        () -> store.append(AppendBatch.of("s", any(), event, event).and("t", any(), event)),
        "a batch of 12,000 bytes over two streams where 10,000 are allowed");
    refused(
        () -> stream("s")
            .append(any(), Collections.nCopies(17, CandidateEvent.of("T", new byte[4 << 20]))),
        "an append of 68 MiB");

    assertEquals(2, store.metrics().eventCount(), "events after refused appends");
    assertEquals(0, store().head(), "the head of a store that refused 68 MiB");
  }

  private EventStore limited(Limits limits) {
    return opened(newStore(), StoreOptions.defaults().withLimits(limits));
  }

  private static IllegalArgumentException refused(Executable call, String what) {
    return assertThrows(IllegalArgumentException.class, call, what);
  }

  private static void assertNames(IllegalArgumentException refused, String... numbers) {
    String message = String.valueOf(refused.getMessage()).replaceAll("[,_ ](?=\\d{3})", "");
    for (String number : numbers) {
      assertTrue(message.contains(number), "the message names " + number + ": " + message);
    }
  }
}
