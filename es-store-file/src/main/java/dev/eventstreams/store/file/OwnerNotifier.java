package dev.eventstreams.store.file;

import dev.eventstreams.spi.Notifier;
import java.time.Duration;

/**
 * Gives no hints, because only this opening appends. Fails when another opening has become the
 * writer, or when the store is lost.
 */
final class OwnerNotifier implements Notifier {

  private final Ownership owner;
  private final Notifier silence = Notifier.silent();

  OwnerNotifier(Ownership owner) {
    this.owner = owner;
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    owner.requireForWatching();
    return silence.await(timeout);
  }

  @Override
  public void close() {
    silence.close();
  }
}
