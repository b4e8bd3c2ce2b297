package dev.eventstreams.tck;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The concurrent calls of clients to a store, and their answers.
 *
 * @param base the head of the store before the history
 * @param operations in the order in which they began
 */
record History(long base, List<Operation> operations) {

  /**
   * The end of an operation whose outcome is unknown: its append may take effect at any time, or
   * never.
   */
  static final long NEVER = Long.MAX_VALUE;

  /**
   * A call and its answer.
   *
   * @param answer the answer, or null if it is unknown
   * @param begun the stamp of its beginning
   * @param ended the stamp of its end, or {@link #NEVER}
   */
  record Operation(int client, Call call, @Nullable Answer answer, long begun, long ended) {

    boolean isPending() {
      return ended == NEVER;
    }

    /** Returns whether the operation appended events, or may have appended them. */
    boolean wrote() {
      return isPending() || (answer instanceof Answer.Done done && !done.repeat());
    }

    private Operation cutAt(long stamp) {
      return ended <= stamp ? this : new Operation(client, call, null, begun, NEVER);
    }
  }

  /** Pairs the two moments of each operation. Leaves out reads without an answer. */
  static History of(long base, Collection<Moment> moments) {
    List<Moment> ordered = new ArrayList<>(moments);
    ordered.sort(Comparator.comparingLong(Moment::stamp));
    Map<Integer, Moment> begun = new HashMap<>();
    List<Operation> operations = new ArrayList<>();
    for (Moment moment : ordered) {
      Moment before = moment.call() == null
          ? Objects.requireNonNull(begun.remove(moment.client()), "an answer without a call")
          : begun.put(moment.client(), moment);
      if (before != null) {
        add(operations, before, moment);
      }
    }
    begun.values().forEach(pending -> addPending(operations, pending));
    operations.sort(Comparator.comparingLong(Operation::begun));
    return new History(base, List.copyOf(operations));
  }

  private static void add(List<Operation> operations, Moment begun, Moment next) {
    if (next.call() == null) {
      Call call = Objects.requireNonNull(begun.call());
      operations.add(
          new Operation(begun.client(), call, next.answer(), begun.stamp(), next.stamp()));
    } else {
      addPending(operations, begun);
    }
  }

  private static void addPending(List<Operation> operations, Moment begun) {
    if (begun.call() instanceof Call.Append append) {
      operations.add(new Operation(begun.client(), append, null, begun.stamp(), NEVER));
    }
  }

  /** Returns the history as it was at a moment. */
  History until(long stamp) {
    return new History(
        base,
        operations.stream()
            .filter(operation -> operation.begun() <= stamp)
            .map(operation -> operation.cutAt(stamp))
            .filter(operation -> !operation.isPending() || operation.call() instanceof Call.Append)
            .toList());
  }

  /** Returns the history without an operation. */
  History without(Operation left) {
    return new History(
        base, operations.stream().filter(operation -> !operation.equals(left)).toList());
  }

  /** Returns the stamps at which operations ended. */
  Set<Long> ends() {
    return operations.stream()
        .map(Operation::ended)
        .filter(stamp -> stamp != NEVER)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Returns the position of each event that was seen, by its label.
   *
   * @param name names the history in the message
   * @throws AssertionError if one event was seen at two positions, or two events at one position
   */
  Map<String, Long> positions(String name) {
    Map<String, Long> positions = new HashMap<>();
    Set<Answer.Event> events = new HashSet<>();
    for (Operation operation : operations) {
      if (operation.answer() instanceof Answer.Events read) {
        events.addAll(read.events());
      } else if (operation.answer() instanceof Answer.Done done && !done.repeat()) {
        events.addAll(done.events());
      }
    }
    Map<Long, Answer.Event> byPosition = new HashMap<>();
    for (Answer.Event event : events) {
      Answer.Event other = byPosition.put(event.position(), event);
      if (other != null) {
        throw new AssertionError(event + " and " + other
            + " are at one position, in the history of " + name + ":\n" + this);
      }
      Long elsewhere = positions.put(event.label(), event.position());
      if (elsewhere != null) {
        throw new AssertionError(event + " was seen at position " + elsewhere
            + " too, in the history of " + name + ":\n" + this);
      }
    }
    return positions;
  }

  /** Returns a line for each operation, with the moments of its beginning and its end. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Operation operation : operations) {
      text.append(String.format(
          Locale.ROOT,
          "  %5d to %5s  client %d: %s: %s%n",
          operation.begun(),
          operation.isPending() ? "?" : operation.ended(),
          operation.client(),
          operation.call(),
          operation.isPending() ? "no answer" : operation.answer()));
    }
    return text.toString();
  }
}
