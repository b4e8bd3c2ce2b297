package dev.eventstreams.tck;

import dev.eventstreams.ForgetResult;
import dev.eventstreams.KeyRing;
import dev.eventstreams.StorageException;
import java.util.function.Supplier;

/** A key ring that fails once, at a chosen call that destroys keys. */
final class FailingRing extends TappedRing {

  private final boolean isDone;
  private int callsLeft;

  /**
   * Makes a ring that fails.
   *
   * @param call the number of the call that fails, from 1
   * @param isDone whether the call has destroyed the keys before it fails
   */
  FailingRing(KeyRing sound, int call, boolean isDone) {
    super(sound);
    this.callsLeft = call;
    this.isDone = isDone;
  }

  @Override
  public ForgetResult forget(String recipient) {
    return call(() -> super.forget(recipient));
  }

  @Override
  public void destroyKeys(String recipient) {
    boolean unused = call(() -> {
      super.destroyKeys(recipient);
      return true;
    });
  }

  /** Returns whether the ring has failed. */
  boolean hasFailed() {
    return callsLeft <= 0;
  }

  private <T> T call(Supplier<T> destroying) {
    callsLeft--;
    if (callsLeft != 0) {
      return destroying.get();
    }
    if (isDone) {
      T unused = destroying.get();
    }
    throw new StorageException("a failure of the key ring, made up by the kit", null);
  }
}
