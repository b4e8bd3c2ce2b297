package dev.eventstreams.tck;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures, at most for a given time. */
final class Futures {

  private Futures() {}

  /** Waits, and returns the result. */
  static <T> T result(CompletableFuture<T> future, Duration patience) {
    try {
      return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("failed with " + e.getCause(), e);
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("a future did not complete: " + e, e);
    }
  }

  /** Waits, and returns the exception that the future failed with. */
  static Throwable failure(CompletableFuture<?> future, Duration patience) {
    try {
      throw new AssertionError(
          "did not fail but gave " + future.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return cause == null ? e : cause;
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("a future did not complete: " + e, e);
    }
  }
}
