package dev.eventstreams.store.file;

import static dev.eventstreams.EventFilter.tag;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.core.EventStores;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs in a JVM with a small heap. Appends while almost no memory is left, with a little more in
 * each round, and checks the result.
 */
final class Starving {

  private static final int ROUNDS = 40;
  private static final int STREAMS =
      200; // new streams and tags in each append, so that every table grows
  private static final int MORE = 16 << 10;

  private final EventStore store;
  private final List<String> problems = new ArrayList<>();
  private final boolean[] acknowledged = new boolean[ROUNDS];
  private int failed;

  private Starving(EventStore store) {
    this.store = store;
  }

  static void run(EventStore store, String url) {
    Starving starving = new Starving(store);
    for (int round = 0; round < ROUNDS; round++) {
      starving.round(round);
    }
    store.close();
    try (EventStore again = EventStores.open(url)) {
      starving.compare(again, "reopened");
    }
    System.out.println("failed " + starving.failed + ", problems " + starving.problems);
  }

  private void round(int round) {
    AppendBatch batch = batch(round);
    byte[] @Nullable [] ballast = fill();
    int freed = 0;
    for (int i = ballast.length - 1; freed < round * MORE; i--) { // small pieces first
      byte[] piece = ballast[i];
      freed += piece == null ? 0 : piece.length;
      ballast[i] = null;
    }
    try {
      store.append(batch);
      acknowledged[round] = true;
    } catch (Throwable e) {
      failed++;
    }
    java.util.Arrays.fill(ballast, null);
    compare(store, "round " + round);
  }

  private static AppendBatch batch(int round) {
    List<AppendBatch.Part> parts = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      CandidateEvent event = CandidateEvent.of("" + round, "x".repeat(round))
          .withIdempotencyKey("k" + i)
          .withTags(List.of("round:" + round, "i:" + i, "event:" + round + ":" + i));
      parts.add(
          new AppendBatch.Part("round-" + round + "-" + i, ExpectedVersion.any(), List.of(event)));
    }
    return new AppendBatch(parts, List.of());
  }

  private static byte[] @Nullable [] fill() {
    byte[] @Nullable [] ballast = new byte[8_000] @Nullable [];
    int used = 0;
    for (int size = 1 << 20; size >= 1 << 12; size /= 2) {
      used = fill(ballast, used, size);
    }
    return ballast;
  }

  private static int fill(byte[] @Nullable [] ballast, int from, int size) {
    int used = from;
    try {
      for (; used < ballast.length; used++) {
        ballast[used] = new byte[size];
      }
    } catch (OutOfMemoryError e) {
      return used; // continue with smaller pieces
    }
    return used;
  }

  // Checks that an append is stored whole or not at all, and that every acknowledged append is
  // stored whole.
  private void compare(EventStore now, String when) {
    try {
      int[] found = new int[ROUNDS];
      now.all().read().forEach(event -> found[Integer.parseInt(event.type())]++);
      for (int round = 0; round < ROUNDS; round++) {
        long tagged = now.all().read().where(tag("round:" + round)).stream().count();
        if (tagged != found[round]) {
          problems.add(when + ": " + tagged + " events have the tag of append " + round);
        }
        boolean whole = found[round] == STREAMS || (found[round] == 0 && !acknowledged[round]);
        if (!whole) {
          problems.add(when + ": " + found[round] + " events of append " + round);
        }
      }
    } catch (RuntimeException e) {
      problems.add(when + ": " + e);
    }
  }
}
