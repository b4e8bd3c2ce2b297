package dev.eventstreams.core;

import dev.eventstreams.ForgetResult;
import dev.eventstreams.KeyRing;
import dev.eventstreams.WrappingKey;
import java.util.UUID;

/** One key for all recipients, for a store that is opened with a key or a passphrase. */
final class SingleKeyRing implements KeyRing {

  private final UUID id;
  private final Known answer;

  SingleKeyRing(UUID id, WrappingKey key) {
    this.id = id;
    this.answer = new Known(ALL, key);
  }

  @Override
  public Answer find(UUID keyId) {
    return keyId.equals(id) ? answer : new Unknown();
  }

  @Override
  public UUID currentKey(String recipient) {
    return id;
  }

  @Override
  public UUID rotate(String recipient) {
    throw noKeysOfTheirOwn();
  }

  @Override
  public ForgetResult forget(String recipient) {
    throw noKeysOfTheirOwn();
  }

  @Override
  public void destroyKeys(String recipient) {
    throw noKeysOfTheirOwn();
  }

  static UnsupportedOperationException noKeysOfTheirOwn() {
    return new UnsupportedOperationException(
        "this store has one key for all recipients: open it with Encryption.with(KeyRing)");
  }
}
