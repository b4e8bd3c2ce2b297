/** The protocols and values that applications and backends compile against. */
module dev.eventstreams {
  requires static transitive org.jspecify;

  exports dev.eventstreams;
  exports dev.eventstreams.spi;
}
