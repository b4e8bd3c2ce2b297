package dev.eventstreams.tck;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A client of a history that makes random appends and reads. Earlier answers give it the expected
 * versions and the positions of its conditions.
 */
final class HistoryAppender {

  private final HistoryPlan plan;
  private final int number;
  private final Random random;
  private final Map<String, Long> versions = new HashMap<>();
  private long head;

  HistoryAppender(HistoryPlan plan, int number) {
    this.plan = plan;
    this.number = number;
    this.random = new Random(plan.seed() * 31 + number);
    this.head = plan.base();
  }

  /** Makes all calls. */
  void run(HistoryClient client) {
    for (int i = 0; i < plan.calls(); i++) {
      Call call = choose("c" + number + "." + i);
      learn(call, client.make(call));
    }
  }

  private Call choose(String label) {
    String stream = one(plan.streams());
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> append(part(stream, version(stream), label));
      case 7, 8 -> append(part(stream, Call.ANY, label));
      case 9, 10 -> new Call.Append(parts(stream, label), null, null);
      case 11, 12 ->
        new Call.Append(
            List.of(part(stream, Call.ANY, label)),
            new Call.Guard(one(plan.streams()), head),
            null);
      case 13, 14 ->
        new Call.Append(
            List.of(new Call.Part(stream, expected(stream), List.of(label))),
            null,
            plan.name() + "-key-" + random.nextInt(3));
      case 15 -> new Call.Read(stream, 0);
      case 16 -> new Call.Read(null, plan.base());
      case 17 -> new Call.Read(null, head);
      case 18 -> new Call.Head(stream);
      default -> new Call.Head(null);
    };
  }

  private static Call.Append append(Call.Part part) {
    return new Call.Append(List.of(part), null, null);
  }

  private Call.Part part(String stream, long expected, String label) {
    List<String> labels = IntStream.range(0, 1 + random.nextInt(2))
        .mapToObj(i -> label + (char) ('a' + i))
        .toList();
    return new Call.Part(stream, expected, labels);
  }

  private List<Call.Part> parts(String first, String label) {
    return plan.streams().stream()
        .map(stream -> part(
            stream,
            stream.equals(first) ? version(stream) : Call.ANY,
            label + stream.charAt(stream.length() - 1)))
        .toList();
  }

  private long expected(String stream) {
    return random.nextBoolean() ? Call.ANY : version(stream);
  }

  private long version(String stream) {
    return versions.getOrDefault(stream, 0L);
  }

  private void learn(Call call, @Nullable Answer answer) {
    if (answer instanceof Answer.Done done) {
      done.events().forEach(this::learn);
    } else if (answer instanceof Answer.Events events) {
      events.events().forEach(this::learn);
    } else if (answer instanceof Answer.Conflict conflict) {
      versions.put(conflict.stream(), conflict.actual());
    } else if (answer instanceof Answer.At at && call instanceof Call.Head asked) {
      String stream = asked.stream();
      if (stream == null) {
        head = at.place();
      } else {
        versions.put(stream, at.place());
      }
    }
  }

  private void learn(Answer.Event event) {
    versions.merge(event.stream(), event.version(), Math::max);
    head = Math.max(head, event.position());
  }

  private <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
