package dev.eventstreams.core;

import dev.eventstreams.AppendConditionFailedException;
import dev.eventstreams.AppendResult;
import dev.eventstreams.IdempotencyConflictException;
import dev.eventstreams.StoreListener;
import dev.eventstreams.StoreListener.Outcome;
import dev.eventstreams.VersionConflictException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** An append that a listener receives when it has ended. */
final class ObservedAppend {

  private final Observer observer;
  private final int events;
  private final long bytes;
  private final long begin;

  ObservedAppend(Observer observer, AppendEncoder.Encoded append, long begin) {
    this.observer = observer;
    this.events = append.request().writes().stream()
        .mapToInt(write -> write.events().size())
        .sum();
    this.bytes = append.bytes();
    this.begin = begin;
  }

  private record Append(
      int events, long bytes, Duration duration, Outcome outcome, Optional<Throwable> failure)
      implements StoreListener.Append {}

  void ended(@Nullable AppendResult result, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    Append append = new Append(
        events,
        bytes,
        ObservedHandle.since(begin),
        outcome(result, cause),
        Optional.ofNullable(cause));
    observer.observe(listener -> listener.onAppend(append));
  }

  private static Outcome outcome(@Nullable AppendResult result, @Nullable Throwable failure) {
    if (failure instanceof VersionConflictException) {
      return Outcome.VERSION_CONFLICT;
    }
    if (failure instanceof AppendConditionFailedException) {
      return Outcome.CONDITION_FAILED;
    }
    if (failure instanceof IdempotencyConflictException) {
      return Outcome.KEY_CONFLICT;
    }
    if (failure != null || result == null) {
      return Outcome.FAILED;
    }
    return result.isRepeat() ? Outcome.REPEATED : Outcome.WRITTEN;
  }
}
