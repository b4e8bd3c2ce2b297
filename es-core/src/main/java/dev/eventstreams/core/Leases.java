package dev.eventstreams.core;

import dev.eventstreams.KeyRing;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Holds the current lease, which begins when a key is needed. A timer drops the lease at its end,
 * also in an idle process: the last used keys are gone from memory after a minute.
 */
final class Leases {

  private final KeyRing ring;
  private final Clock clock;
  private final KeyTimer timer;
  private final Predicate<KeyLease> isOver;
  private final AtomicReference<@Nullable Held> held = new AtomicReference<>();

  /** A lease, and the action that cancels its timer. */
  private record Held(KeyLease lease, Runnable cancelEnd) {}

  Leases(KeyRing ring, Clock clock, KeyTimer timer, Predicate<KeyLease> isOver) {
    this.ring = ring;
    this.clock = clock;
    this.timer = timer;
    this.isOver = isOver;
  }

  KeyLease current() {
    Held current = held.get();
    return current == null || isOver.test(current.lease) ? begun() : current.lease;
  }

  // If two threads begin a lease at once, the later lease stays. The other lease ends with the call
  // that began it.
  private KeyLease begun() {
    KeyLease lease = new KeyLease(ring, clock);
    hold(new Held(lease, timer.after(KeyLease.LIFE, () -> end(lease))));
    return lease;
  }

  /** Ends the current lease. */
  void end() {
    hold(null);
  }

  private void hold(@Nullable Held now) {
    Held before = held.getAndSet(now);
    if (before != null) {
      before.cancelEnd.run();
    }
  }

  private void end(KeyLease lease) {
    Held current = held.get();
    if (current != null && current.lease == lease) {
      boolean unused = held.compareAndSet(current, null);
    }
  }
}
