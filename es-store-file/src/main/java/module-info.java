/** The backend that keeps events in files of JSON Lines. */
module dev.eventstreams.store.file {
  requires dev.eventstreams.core;
}
