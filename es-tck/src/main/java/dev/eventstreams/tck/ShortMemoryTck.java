package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A store after memory has run out: in another JVM, whose small heap is filled before each append.
 */
public abstract class ShortMemoryTck extends StoreTck {

  private static final int HEAP_MEGABYTES = 32;

  /** For a backend's own class. */
  protected ShortMemoryTck() {}

  @Test
  @Rule("L11")
  void aStoreWhoseMemoryRanOutIsUsableOrFailsAndHangsNobody() {
    assertSound(24);
  }

  @Test
  @Tag("soak")
  @Rule("L11")
  void aStoreWhoseMemoryRanOutAThousandTimesIsUsableOrFailsAndHangsNobody() {
    assertSound(1_000);
  }

  private void assertSound(int rounds) {
    String url = newStore();
    try (Fork fork = Fork.start(HEAP_MEGABYTES)) {
      fork.tell("starve " + rounds + " " + url);
      assertEquals(
          "sound",
          fork.hear(patience().multipliedBy(4)),
          "a store in which memory ran out in " + rounds + " appends");
    }
  }
}
