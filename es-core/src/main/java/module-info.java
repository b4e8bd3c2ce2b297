/** Opens event stores, and carries everything that does not depend on a backend. */
module dev.eventstreams.core {
  requires com.fasterxml.jackson.core;
  requires com.google.common;
  requires transitive dev.eventstreams;

  exports dev.eventstreams.core;
  exports dev.eventstreams.core.adapter;

  uses dev.eventstreams.spi.StorageProvider;
}
