package dev.eventstreams.benchmarks;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.EventStores;
import java.time.Duration;
import java.time.Instant;
import java.util.Scanner;

/** A process that appends single events whose data is the time just before the append. */
public final class ForkedAppender {

  private ForkedAppender() {}

  /**
   * Takes the URL, the number of events, and the milliseconds between two events; begins when it
   * receives a line.
   */
  public static void main(String[] arguments) throws InterruptedException {
    int count = Integer.parseInt(arguments[1]);
    long pause = Long.parseLong(arguments[2]);
    try (EventStore store = EventStores.open(arguments[0]);
        Scanner orders = new Scanner(System.in, "UTF-8")) {
      EventStream stream = store.stream(Sample.STREAM);
      System.out.println("ready");
      String unused = orders.nextLine();
      for (int i = 0; i < count; i++) {
        Thread.sleep(pause);
        stream.append(CandidateEvent.of("Appended", Instant.now().toString()));
      }
    }
  }

  /** Returns the milliseconds since the event's append was called. */
  static double millisSince(StoredEvent event) {
    return Duration.between(Instant.parse(event.data().utf8()), Instant.now()).toNanos() / 1e6;
  }
}
