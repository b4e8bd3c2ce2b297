package dev.eventstreams.store.sqlite;

/**
 * The names of a store and their numbers.
 *
 * @param streams stream ids
 * @param types event types
 */
record Names(NameTable streams, NameTable types) {

  Names() {
    this(NameTable.streams(), NameTable.types());
  }

  /** Returns the dialect for filters, with the names that the session's transaction sees. */
  SqliteDialect dialect(Session session) {
    return new SqliteDialect(
        new NameMatch(session, streams, SqliteSql.STREAMS_LIKE),
        new NameMatch(session, types, SqliteSql.TYPES_LIKE));
  }
}
