/** The compatibility kit for backends. */
module dev.eventstreams.tck {
  requires transitive dev.eventstreams.core;
  requires transitive org.junit.jupiter.api;
  requires java.logging;
  requires java.management;
  requires jdk.management;
  requires org.junit.platform.launcher;

  exports dev.eventstreams.tck;

  opens dev.eventstreams.tck to
      org.junit.platform.commons;

  uses dev.eventstreams.spi.StorageProvider;
}
