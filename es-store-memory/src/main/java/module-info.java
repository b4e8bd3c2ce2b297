/** The backend that keeps events in memory. */
module dev.eventstreams.store.memory {
  requires dev.eventstreams.core;

  provides dev.eventstreams.spi.StorageProvider with
      dev.eventstreams.store.memory.MemoryProvider;
}
