package dev.eventstreams.tck;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Searches for an order of the operations of a history, one after the other, in which each answer
 * is that of a {@link StoreModel}, and in which an operation that ended before another operation
 * began comes first.
 *
 * <p>The search is that of Wing and Gong, "Testing and Verifying Concurrent Objects" (1993): it
 * tries each of the operations that may come next and that the model allows. As in Lowe, "Testing
 * for Linearizability" (2017), it does not search twice from the same operations and state. An
 * operation that only reads is taken as soon as it fits: taken earlier, it excludes nothing that
 * could be done later. Streams are not searched one by one, since positions, conditions and batches
 * connect them.
 */
final class Linearization {

  private record Visited(BitSet done, List<StoreModel.Stored> state) {}

  private final List<History.Operation> operations;
  private final StoreModel model;
  private final BitSet done = new BitSet();
  private final Deque<History.Operation> order = new ArrayDeque<>();
  private final Set<Visited> visited = new HashSet<>();
  private List<History.Operation> longest = List.of();

  private Linearization(History history, Map<String, Long> positions) {
    this.operations = history.operations();
    this.model = new StoreModel(history.base(), positions);
  }

  /**
   * Returns null if there is such an order; else the longest beginning of an order that was found,
   * which the other operations do not fit.
   */
  static @Nullable List<History.Operation> misfit(History history, Map<String, Long> positions) {
    Linearization search = new Linearization(history, positions);
    return search.succeeds(List.of()) ? null : search.longest;
  }

  private boolean succeeds(List<StoreModel.Stored> state) {
    if (order.size() > longest.size()) {
      longest = List.copyOf(order);
    }
    long firstEnd = firstEnd();
    if (firstEnd == History.NEVER) {
      return true; // the remaining operations have no answer, and may not have happened
    }
    if (!visited.add(new Visited((BitSet) done.clone(), state))) {
      return false;
    }
    List<Integer> writes = new ArrayList<>();
    for (int next : left()) {
      History.Operation operation = operations.get(next);
      List<StoreModel.Stored> after =
          operation.begun() < firstEnd ? model.after(state, operation) : null;
      if (after == state) {
        return take(next, state);
      } else if (after != null) {
        writes.add(next);
      }
    }
    return writes.stream().anyMatch(write -> {
      List<StoreModel.Stored> after = model.after(state, operations.get(write));
      return take(write, Objects.requireNonNull(after));
    });
  }

  private boolean take(int next, List<StoreModel.Stored> state) {
    done.set(next);
    order.addLast(operations.get(next));
    boolean found = succeeds(state);
    order.removeLast();
    done.clear(next);
    return found;
  }

  /**
   * Returns the earliest end of the remaining operations: no operation that began later may come
   * next.
   */
  private long firstEnd() {
    return left().stream()
        .mapToLong(next -> operations.get(next).ended())
        .min()
        .orElse(History.NEVER);
  }

  private List<Integer> left() {
    return IntStream.range(0, operations.size())
        .filter(i -> !done.get(i))
        .boxed()
        .toList();
  }
}
