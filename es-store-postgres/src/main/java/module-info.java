/** The backend that stores events in PostgreSQL. */
@SuppressWarnings("requires-automatic") // the driver is not a module yet
module dev.eventstreams.store.postgres {
  requires com.google.common;
  requires com.zaxxer.hikari;
  requires dev.eventstreams.core;
  requires java.sql;
  requires static org.checkerframework.checker.qual;
  requires org.postgresql.jdbc;

  provides dev.eventstreams.spi.StorageProvider with
      dev.eventstreams.store.postgres.PostgresStorageProvider;
}
