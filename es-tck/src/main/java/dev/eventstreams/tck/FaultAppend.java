package dev.eventstreams.tck;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.ExpectedVersion;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An append to storage that may fail: small or large, to one stream or to two, with idempotency
 * keys or without. Its label determines all of it, so that events that are read can be compared
 * with it.
 *
 * @param opening the number of the opening of the store in which the append is made
 * @param number the number of the append in that opening
 */
record FaultAppend(int opening, int number) {

  /** The number of appends in each opening. */
  static final int EACH = 7;

  private static final int LARGE = 4;
  private static final int BATCH = 5;

  static FaultAppend of(String label) {
    int point = label.indexOf('.');
    return new FaultAppend(
        Integer.parseInt(label.substring(0, point)), Integer.parseInt(label.substring(point + 1)));
  }

  String label() {
    return opening + "." + number;
  }

  boolean isKeyed() {
    return number % 3 == 0;
  }

  int count() {
    return 1 + number % 3;
  }

  /** Returns the stream of one of its events. */
  String stream(int event) {
    return "s" + (number == BATCH ? event % 2 : number % 2);
  }

  /** Returns the data of one of its events. */
  String data(int event) {
    String text = label() + "/" + event;
    return text.concat(" ").repeat(number == LARGE ? 4_000 : 4);
  }

  AppendBatch batch() {
    AppendBatch batch = AppendBatch.of(stream(0), ExpectedVersion.any(), events(stream(0)));
    return number == BATCH ? batch.and(stream(1), ExpectedVersion.any(), events(stream(1))) : batch;
  }

  private List<CandidateEvent> events(String stream) {
    return IntStream.range(0, count())
        .filter(event -> stream(event).equals(stream))
        .mapToObj(this::event)
        .toList();
  }

  private CandidateEvent event(int event) {
    CandidateEvent candidate = CandidateEvent.of("Suffered", data(event))
        .withMetadata("append", label())
        .withMetadata("event", event);
    return isKeyed() ? candidate.withIdempotencyKey(label() + "/" + event) : candidate;
  }
}
