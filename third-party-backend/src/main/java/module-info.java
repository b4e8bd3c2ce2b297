/** A backend for es that keeps a store in one log file. */
module com.example.logstore {
  requires dev.eventstreams.core;

  provides dev.eventstreams.spi.StorageProvider with
      com.example.logstore.LogProvider;
}
