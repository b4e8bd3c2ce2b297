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

  /**
   * Returns the shortest part of the store that has these versions of a stream, which exist.
   */
  static Span positions(Session session, long stream, Span versions) throws SQLException {
    return new Span(
        positionAt(session, stream, versions.after() + 1) - 1,
        positionAt(session, stream, versions.upTo()),
        versions.backwards());
  }

  private static long positionAt(Session session, long stream, long version) throws SQLException {
    return session.number(PageSql.POSITION_AT, stream, version);
  }
}
