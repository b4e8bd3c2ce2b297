package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * An interrupt does not stop work on files. When the work is done, the thread is interrupted again.
 */
final class UninterruptedTest {

  private final AtomicInteger begun = new AtomicInteger();

  @AfterEach
  void clearTheFlag() {
    boolean unused = Thread.interrupted();
  }

  @Test
  void threadThatIsNotInterruptedStaysSo() throws IOException {
    assertEquals("done", Uninterrupted.run(() -> "done"));
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void interruptBeforeTheWorkIsHiddenFromItAndSetAgain() throws IOException {
    Thread.currentThread().interrupt();
    assertFalse(Uninterrupted.run(() -> Thread.currentThread().isInterrupted()));
    assertTrue(Thread.currentThread().isInterrupted());
  }

  @Test
  void workThatAnInterruptCutOffBeginsAgainAndTheInterruptIsSetAgain() throws IOException {
    String done = Uninterrupted.run(() -> {
      assertFalse(Thread.currentThread().isInterrupted());
      if (begun.incrementAndGet() < 3) {
        Thread.currentThread().interrupt();
        throw new ClosedByInterruptException();
      }
      return "done";
    });
    assertEquals("done", done);
    assertEquals(3, begun.get());
    assertTrue(Thread.currentThread().isInterrupted());
  }

  @Test
  void otherFailuresAreThrownAndTheInterruptIsSetAgain() {
    Thread.currentThread().interrupt();
    IOException failure = new IOException("made up");
    IOException thrown = assertThrows(
        IOException.class,
        () -> Uninterrupted.run(() -> {
          begun.incrementAndGet();
          throw failure;
        }));
    assertSame(failure, thrown);
    assertEquals(1, begun.get());
    assertTrue(Thread.currentThread().isInterrupted());
  }
}
