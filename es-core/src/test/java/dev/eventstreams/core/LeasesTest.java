package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.KeyRing;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class LeasesTest {

  private final List<Runnable> waiting = new ArrayList<>();
  private final List<Duration> delays = new ArrayList<>();
  private final Leases leases = new Leases(
      KeyRings.inMemory(), Clock.systemUTC(), this::wait, lease -> lease.life().isOver());

  private Runnable wait(Duration delay, Runnable task) {
    delays.add(delay);
    waiting.add(task);
    return () -> waiting.remove(task);
  }

  @Test
  void keysLeaveTheMemoryOfAnIdleProcessWithinAMinuteAfterTheirLastUse() {
    WeakReference<Object> key = usedKey();
    assertEquals(List.of(KeyLease.LIFE), delays);

    waiting.remove(0).run();

    assertCollected(key);
  }

  @Test
  void keysLeaveTheMemoryWhenTheStoreIsClosed() {
    WeakReference<Object> key = usedKey();

    leases.end();

    assertEquals(List.of(), waiting, "pending tasks");
    assertCollected(key);
  }

  @Test
  void keysLeaveTheMemoryWhenTheVaultIsClosed() {
    KeyRing ring = KeyRings.inMemory();
    Vault vault = new Vault(ring, Encryption.with(ring), Clock.systemUTC(), this::wait);
    KeyLease lease = vault.lease();
    assertSame(lease, vault.lease());
    assertEquals(1, waiting.size(), "pending tasks");

    vault.close();

    assertEquals(List.of(), waiting, "pending tasks");
    assertNotSame(lease, vault.lease());
  }

  private WeakReference<Object> usedKey() {
    KeyLease lease = leases.current();
    DataKey key = lease.dataKey(Set.of("ann"));
    lease.keep(new KeyLease.Opened(key.header(), key.key()));
    return new WeakReference<>(key.key());
  }

  // Collects garbage until the unreachable key is freed, at most 1,000 times.
  private static void assertCollected(WeakReference<Object> key) {
    for (int i = 0; i < 1_000 && key.get() != null; i++) {
      System.gc();
    }
    assertEquals(null, key.get(), "a key that is still in memory");
  }

  @Test
  void theTimerOfAnEarlierLeaseDoesNotEndALaterLease() {
    KeyLease first = leases.current();
    Runnable endOfFirst = waiting.get(0);
    leases.end();
    KeyLease second = leases.current();
    assertNotSame(first, second);

    endOfFirst.run();

    assertSame(second, leases.current());
    assertEquals(1, waiting.size(), "pending tasks");
  }

  @Test
  void theTimerRunsInADaemonThreadUnlessItIsCancelled() throws Exception {
    AtomicReference<Thread> ranIn = new AtomicReference<>();
    AtomicBoolean cancelledRan = new AtomicBoolean();
    CountDownLatch ran = new CountDownLatch(1);
    KeyTimer.SHARED.after(Duration.ofMillis(20), () -> cancelledRan.set(true)).run();
    Runnable unused = KeyTimer.SHARED.after(Duration.ofMillis(40), () -> {
      ranIn.set(Thread.currentThread());
      ran.countDown();
    });

    assertTrue(ran.await(60, TimeUnit.SECONDS));
    assertTrue(Objects.requireNonNull(ranIn.get()).isDaemon());
    assertFalse(cancelledRan.get(), "a cancelled task, which was due earlier, ran");
  }
}
