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

/** The check that the lock passes fails without it. */
final class UnlockedTest {

  // By chance: most rounds notice it, and twenty that do not are not to be expected.
  @Test
  @Tag("soak")
  void positionsFromASequenceWithoutALockAreNoticed() {
    String said = "";
    for (int round = 0; round < 20 && said.isEmpty(); round++) {
      said = round();
    }
    assertTrue(said.contains("R4") && said.contains("was next"), said);
  }

  /** Returns what a crowd of processes on the backend without a lock led to, or nothing if nobody noticed. */
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

  /** The kit's chapter on a backend without a lock. Not picked up as a test of its own. */
  static final class Crowded extends MultiProcessTck {

    @Override
    protected String emptyStore() {
      return PostgresServer.shared().newStore().replaceFirst("^postgres(ql)?:", "unlocked:");
    }
  }
}
