package dev.eventstreams.tck;

import dev.eventstreams.spi.StorageHandle;

/** Storage that passes everything on; a breakage overrides what it does wrong. */
abstract class BrokenHandle extends Tap {

  final StorageHandle sound;

  BrokenHandle(StorageHandle sound) {
    super(sound);
    this.sound = sound;
  }
}
