package dev.eventstreams.tck;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks a history. If no order explains its answers, shortens the history before reporting it. */
final class HistoryCheck {

  private final Map<String, Long> positions;

  private HistoryCheck(Map<String, Long> positions) {
    this.positions = positions;
  }

  /**
   * Throws an {@link AssertionError} unless a store that gets the calls one after the other could
   * have given these answers.
   *
   * @param name names the history in the message, such as its seed
   */
  static void assertLinearizable(String name, History history) {
    HistoryCheck check = new HistoryCheck(history.positions(name));
    if (check.misfit(history) != null) {
      throw new AssertionError(check.explanation(name, check.shortened(history)));
    }
  }

  private @Nullable List<History.Operation> misfit(History history) {
    return Linearization.misfit(history, positions);
  }

  /**
   * Cuts the history after the first answer that does not fit, and removes operations that wrote
   * nothing and are not needed to show the misfit.
   */
  private History shortened(History history) {
    History shortest = history.ends().stream()
        .map(history::until)
        .filter(cut -> misfit(cut) != null)
        .findFirst()
        .orElse(history);
    for (History.Operation operation : shortest.operations()) {
      History shorter = shortest.without(operation);
      if (!operation.wrote() && misfit(shorter) != null) {
        shortest = shorter;
      }
    }
    return shortest;
  }

  private String explanation(String name, History history) {
    List<History.Operation> order = misfit(history);
    StringBuilder text = new StringBuilder("no order of these operations explains their answers (")
        .append(name)
        .append("; the head before was ")
        .append(history.base())
        .append("):\n")
        .append(history)
        .append("these fit, one after the other:\n");
    if (order != null) {
      order.forEach(operation -> text.append(line(operation)));
      text.append("these do not fit after that, and each of them must take place:\n");
      history.operations().stream()
          .filter(operation -> !order.contains(operation) && !operation.isPending())
          .forEach(operation -> text.append(line(operation)));
    }
    return text.toString();
  }

  private static String line(History.Operation operation) {
    return "  client " + operation.client() + ": " + operation.call() + ": "
        + (operation.isPending() ? "no answer" : operation.answer()) + "\n";
  }
}
