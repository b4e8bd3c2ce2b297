package dev.eventstreams.tck;

import dev.eventstreams.ForgetResult;
import dev.eventstreams.KeyRing;
import java.util.UUID;

/** A key ring that passes every call on. Subclasses change calls. */
class TappedRing implements KeyRing {

  final KeyRing sound;

  TappedRing(KeyRing sound) {
    this.sound = sound;
  }

  @Override
  public Answer find(UUID keyId) {
    return sound.find(keyId);
  }

  @Override
  public UUID currentKey(String recipient) {
    return sound.currentKey(recipient);
  }

  @Override
  public UUID rotate(String recipient) {
    return sound.rotate(recipient);
  }

  @Override
  public ForgetResult forget(String recipient) {
    return sound.forget(recipient);
  }

  @Override
  public void destroyKeys(String recipient) {
    sound.destroyKeys(recipient);
  }
}
