package dev.eventstreams.tck;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.StorageHandle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Blocks the first append in the storage, so that later appends queue behind it, until the gate is
 * opened.
 */
final class Gate {

  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);
  private final List<Integer> groups = new CopyOnWriteArrayList<>();

  /** Returns the storage with this gate before it. */
  StorageHandle before(StorageHandle storage) {
    return new Gated(storage);
  }

  /** Waits until an append has reached the gate. */
  void awaitAppend(Duration patience) throws InterruptedException {
    if (!reached.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("no append reached the storage within " + patience);
    }
  }

  /** Lets every append pass, now and later. */
  void open() {
    opened.countDown();
  }

  /** Returns the number of appends in each group that reached the gate. */
  List<Integer> groups() {
    return List.copyOf(groups);
  }

  private void pass(int group) {
    groups.add(group);
    reached.countDown();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (!opened.await(1, TimeUnit.MINUTES)) {
            throw new StorageException("the gate was never opened", null);
          }
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private final class Gated extends Tap {
    Gated(StorageHandle below) {
      super(below);
    }

    @Override
    public GroupOutcome append(List<AppendRequest> group) {
      pass(group.size());
      return super.append(group);
    }
  }
}
