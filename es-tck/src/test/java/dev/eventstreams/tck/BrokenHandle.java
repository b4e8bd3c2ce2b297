package dev.eventstreams.tck;

import dev.eventstreams.spi.StorageHandle;

/** Storage that passes every call on; a breakage overrides the calls that it breaks. */
abstract class BrokenHandle extends Tap {

  final StorageHandle sound;

  BrokenHandle(StorageHandle sound) {
    super(sound);
    this.sound = sound;
  }
}
