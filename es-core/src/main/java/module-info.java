/** Opens event stores, and carries everything that does not depend on a backend. */
module dev.eventstreams.core {
  requires com.fasterxml.jackson.databind;
  requires com.google.common;
  requires transitive dev.eventstreams;
}
