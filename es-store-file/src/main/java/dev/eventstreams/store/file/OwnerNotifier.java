package dev.eventstreams.store.file;

import dev.eventstreams.spi.Notifier;
import java.time.Duration;

/** Never hints, since nobody else can append while this opening is the one that writes; fails once it is not. */
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
