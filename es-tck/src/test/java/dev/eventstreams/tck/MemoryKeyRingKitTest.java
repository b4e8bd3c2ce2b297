package dev.eventstreams.tck;

import dev.eventstreams.KeyRing;
import dev.eventstreams.core.KeyRings;
import java.util.concurrent.Callable;

/** The key ring in memory keeps the rules of key rings. */
final class MemoryKeyRingKitTest extends KeyRingTck {

  @Override
  protected Callable<KeyRing> emptyRing() {
    KeyRing ring = KeyRings.inMemory();
    return () -> ring; // it cannot be opened again
  }
}
