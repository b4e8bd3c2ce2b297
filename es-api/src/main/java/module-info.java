/** The interfaces and values against which applications and backends are compiled. */
module dev.eventstreams {
  requires static transitive org.jspecify;

  exports dev.eventstreams;
  exports dev.eventstreams.spi;
}
