package dev.eventstreams.tck;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Hundreds of random groups of appends, compared with an independent model. */
public abstract class RandomAppendTck extends StoreTck {

  /** For a backend's own class. */
  protected RandomAppendTck() {}

  @Test
  @Rule({"A5", "A6", "A12"})
  void agreesWithAnIndependentJudgeOnGroupsOfAppends() {
    new RandomGroups(List.of(closedAfterwards(openStorage(newStore())))).run();
  }
}
