package dev.eventstreams.core;

import dev.eventstreams.ForgetResult;
import dev.eventstreams.KeyRing;
import dev.eventstreams.spi.Names;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A key ring in memory, which is lost at the end of the process. */
final class MemoryKeyRing implements KeyRing {

  private final ReentrantLock lock = new ReentrantLock();
  private final KeyBook book = new KeyBook(WrappedWrappingKey.random());

  @Override
  public Answer find(UUID keyId) {
    return locked(() -> book.find(keyId));
  }

  @Override
  public UUID currentKey(String recipient) {
    Names.recipient(recipient);
    return locked(() -> {
      UUID current = book.current(recipient);
      return current == null ? book.add(recipient) : current;
    });
  }

  @Override
  public UUID rotate(String recipient) {
    Names.recipient(recipient);
    return locked(() -> book.add(recipient));
  }

  @Override
  public ForgetResult forget(String recipient) {
    Names.forgettable(recipient);
    return locked(() -> book.forget(recipient));
  }

  @Override
  public void destroyKeys(String recipient) {
    Names.destroyable(recipient);
    boolean unused = locked(() -> {
      book.destroyKeys(recipient);
      return true;
    });
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return "KeyRing[in memory]";
  }
}
