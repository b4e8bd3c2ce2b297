/** The backend that keeps events in PostgreSQL. */
module dev.eventstreams.store.postgres {
  requires dev.eventstreams.core;
}
