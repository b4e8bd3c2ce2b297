package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The kit names the chapters that a backend does not nest. */
final class BackendKitTest {

  /** A backend with one chapter. Only the test runs it. */
  private static final class Incomplete extends BackendKit {
    @Override
    protected String emptyStore() {
      return "memory:incomplete";
    }

    @Nested
    class Append extends AppendTck {}
  }

  @Test
  void namesChaptersThatAreNotNested() {
    AssertionError failure = assertThrows(
        AssertionError.class,
        () -> new Incomplete().nestsEveryChapterThatTheBackendsCapabilitiesAskFor());
    String message = failure.toString();
    assertTrue(message.contains(Incomplete.class.getName()), message);
    assertTrue(message.contains("ReadTck"), message);
    assertTrue(message.contains("SharedTck"), message); // memory declares SHARED
    assertFalse(message.contains("[AppendTck"), message);
    assertFalse(message.contains("DurabilityTck"), message); // memory does not declare DURABLE
  }

  @Test
  void aChapterOutsideOfABackendNamesBackendKit() {
    String before = Chapters.template;
    Chapters.template = "";
    try {
      IllegalStateException failure =
          assertThrows(IllegalStateException.class, () -> new Chapters.Append().emptyStore());
      assertTrue(failure.toString().contains("BackendKit"), failure.toString());
    } finally {
      Chapters.template = before;
    }
  }
}
