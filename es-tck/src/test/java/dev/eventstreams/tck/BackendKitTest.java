package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A backend that nests too few chapters is told which. */
final class BackendKitTest {

  /** Has one chapter. Run by the test alone. */
  private static final class Incomplete extends BackendKit {
    @Override
    protected String emptyStore() {
      return "memory:incomplete";
    }

    @Nested
    class Append extends AppendTck {}
  }

  @Test
  void chaptersThatAreNotNestedAreNamed() {
    AssertionError failure = assertThrows(
        AssertionError.class,
        () -> new Incomplete().nestsEveryChapterThatTheBackendsCapabilitiesAskFor());
    String message = failure.toString();
    assertTrue(message.contains(Incomplete.class.getName()), message);
    assertTrue(message.contains("ReadTck"), message);
    assertTrue(message.contains("SharedTck"), message); // which memory declares
    assertFalse(message.contains("[AppendTck"), message);
    assertFalse(message.contains("DurabilityTck"), message); // which it does not
  }

  @Test
  void chapterInNoBackendIsToldWhereToBeNested() {
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
