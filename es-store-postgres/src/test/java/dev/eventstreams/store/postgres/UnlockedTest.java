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

  @Test
  @Tag("soak")
  void positionsFromASequenceWithoutALockAreNoticed() {
    List<Event> finished = EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(
            Crowded.class, "fourProcessesAppendAMillionEventsAndFourWatchersSeeTheSame"))
        .execute()
        .testEvents()
        .finished()
        .list();

    assertEquals(1, finished.size(), "tests that ran");
    TestExecutionResult result = finished.get(0).getRequiredPayload(TestExecutionResult.class);
    assertEquals(TestExecutionResult.Status.FAILED, result.getStatus());
    String said = String.valueOf(result.getThrowable().orElseThrow().getMessage());
    assertTrue(said.contains("R4") && said.contains("was next"), said);
  }

  /** The kit's chapter on a backend without a lock. Not picked up as a test of its own. */
  static final class Crowded extends MultiProcessTck {

    @Override
    protected String emptyStore() {
      return PostgresServer.shared().newStore().replaceFirst("^postgres(ql)?:", "unlocked:");
    }
  }
}
