/** The backend that keeps events in files of JSON Lines. */
module dev.eventstreams.store.file {
  requires dev.eventstreams.core;

  provides dev.eventstreams.spi.StorageProvider with
      dev.eventstreams.store.file.FileStorageProvider;
}
