/** The backend that keeps events in a SQLite file. */
module dev.eventstreams.store.sqlite {
  requires dev.eventstreams.core;
  requires java.sql;
  requires org.xerial.sqlitejdbc;

  provides dev.eventstreams.spi.StorageProvider with
      dev.eventstreams.store.sqlite.SqliteStorageProvider;
}
