package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.eventstreams.postgres.server.PostgresServer;
import dev.eventstreams.tck.MultiProcessTck;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The check that passes with the lock fails without it. */
final class UnlockedTest {

  // The result of a round depends on chance. Most rounds notice the missing lock, so twenty rounds
  // in a row that do not are very unlikely.
  @Test
  @Tag("soak")
  void positionsFromASequenceWithoutALockAreNoticed() {
    String said = "";
    for (int round = 0; round < 20 && said.isEmpty(); round++) {
      said = round();
    }
    assertTrue(said.contains("R4") && said.contains("was next"), said);
  }

  /**
   * Returns the failure of a crowd of processes on the backend without a lock, or an empty text if
   * there was none.
   */
  private static String round() {
    List<Event> finished = EngineTestKit.engine("junit-jupiter")
        .selectors(
            selectMethod(Crowded.class, "twoProcessesAppendInACrowdAndEveryWatcherSeesTheSame"))
        .execute()
        .testEvents()
        .finished()
        .list();
    assertEquals(1, finished.size(), "tests that ran");
    TestExecutionResult result = finished.get(0).getRequiredPayload(TestExecutionResult.class);
    return result
        .getThrowable()
        .map(thrown -> String.valueOf(thrown.getMessage()))
        .orElse("");
  }

  /**
   * The kit's chapter on a backend without a lock. JUnit does not pick it up as a separate test.
   */
  static final class Crowded extends MultiProcessTck {

    @Override
    protected String emptyStore() {
      return PostgresServer.shared().newStore().replaceFirst("^postgres(ql)?:", "unlocked:");
    }
  }
}
