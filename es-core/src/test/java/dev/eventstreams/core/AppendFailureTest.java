package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.StoreLockedException;
import org.junit.jupiter.api.Test;

/**
 * The exceptions that the callers of a group get if its commit fails, and whether its appends are
 * tried one by one.
 */
final class AppendFailureTest {

  private static StorageException storage(Throwable cause) {
    RuntimeException failure = AppendFailure.of(cause);
    assertNotSame(cause, failure); // each caller gets a separate exception
    assertSame(cause, failure.getCause());
    return assertInstanceOf(StorageException.class, failure);
  }

  @Test
  void failureKeepsItsKindAndItsMessage() {
    StorageException plain = storage(new StorageException("made up: plain", null));
    assertEquals("made up: plain", plain.getMessage());
    assertFalse(plain.outcomeUnknown() || plain.unavailable() || plain.lost());
    StorageException away = storage(StorageException.unavailable("made up: away", null));
    assertTrue(away.unavailable());
    assertEquals("made up: away", away.getMessage());
    StorageException lost = storage(StorageException.lost("made up: lost", null));
    assertTrue(lost.lost());
    assertEquals("made up: lost", lost.getMessage());
    assertTrue(
        storage(StorageException.outcomeUnknown("made up: not known", null)).outcomeUnknown());
  }

  @Test
  void closedAndLockedStoresAreReportedAsSuch() {
    StoreClosedException closed = assertInstanceOf(
        StoreClosedException.class,
        AppendFailure.of(new StoreClosedException("made up: closed", null)));
    assertEquals("made up: closed", closed.getMessage());
    StoreLockedException locked = assertInstanceOf(
        StoreLockedException.class,
        AppendFailure.of(new StoreLockedException("made up: locked", null)));
    assertEquals("made up: locked", locked.getMessage());
  }

  @Test
  void unexpectedExceptionsHaveAnUnknownOutcome() {
    assertTrue(storage(new IllegalStateException("made up")).outcomeUnknown());
    assertTrue(storage(new OutOfMemoryError("made up")).outcomeUnknown());
    RuntimeException none = AppendFailure.of(null);
    assertTrue(assertInstanceOf(StorageException.class, none).outcomeUnknown());
  }

  @Test
  void appendsAreTriedAloneOnlyIfNothingWasWrittenAndTheBackendIsThere() {
    assertTrue(AppendFailure.mayFitAlone(new StorageException("made up", null)));
    assertFalse(AppendFailure.mayFitAlone(StorageException.outcomeUnknown("made up", null)));
    assertFalse(AppendFailure.mayFitAlone(StorageException.unavailable("made up", null)));
    assertFalse(AppendFailure.mayFitAlone(StorageException.lost("made up", null)));
    assertFalse(AppendFailure.mayFitAlone(new StoreClosedException("made up", null)));
    assertFalse(AppendFailure.mayFitAlone(new IllegalStateException("made up")));
  }
}
