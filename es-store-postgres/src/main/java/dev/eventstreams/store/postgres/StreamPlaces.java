package dev.eventstreams.store.postgres;

import java.sql.SQLException;

/** Translates positions in the store to versions in a stream, and back. */
final class StreamPlaces {

  private StreamPlaces() {}

  /** Returns the versions that a stream has at these positions. */
  static Span versions(Session session, long stream, Span positions) throws SQLException {
    return new Span(
        positions.after() == 0 ? 0 : versionAt(session, stream, positions.after()),
        versionAt(session, stream, positions.upTo()),
        positions.backwards());
  }

  private static long versionAt(Session session, long stream, long position) throws SQLException {
    return session.number(PageSql.VERSION_AT, stream, position);
  }

  /** Returns the shortest part of the store that has these versions of a stream. */
  static Span positions(Session session, long stream, Span versions) throws SQLException {
    long first = session.number(PageSql.FIRST_POSITION_AFTER, stream, versions.after());
    long last = session.number(PageSql.LAST_POSITION_UP_TO, stream, versions.upTo());
    return new Span(first - 1, last, versions.backwards());
  }
}
