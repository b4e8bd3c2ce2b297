/** The compatibility kit for backends. */
module dev.eventstreams.tck {
  requires transitive dev.eventstreams.core;
  requires transitive org.junit.jupiter.api;
  requires static org.junit.platform.launcher;
}
