package dev.eventstreams.store.sqlite;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Converts a span of versions of a stream into positions, and positions into versions. */
final class StreamSpan {

  private StreamSpan() {}

  /** Returns the positions from the first event of the span to its last event. */
  static Span positions(Session session, long stream, Span versions) throws SQLException {
    Long first = position(session, stream, versions.after() + 1);
    Long last = position(session, stream, versions.upTo());
    return new Span(
        first == null ? 0 : first - 1, last == null ? Long.MAX_VALUE : last, versions.backwards());
  }

  private static @Nullable Long position(Session session, long stream, long version)
      throws SQLException {
    return session.first(SqliteSql.POSITION, row -> row.getLong(1), stream, version);
  }

  /** Returns the versions of the stream's events in a span of the store. */
  static Span versions(Session session, long stream, Span positions) throws SQLException {
    return new Span(
        versionAt(session, stream, positions.after()),
        versionAt(session, stream, positions.upTo()),
        positions.backwards());
  }

  private static long versionAt(Session session, long stream, long position) throws SQLException {
    Long version = position == 0
        ? Long.valueOf(0)
        : session.first(SqliteSql.VERSION_AT, row -> row.getLong(1), stream, position);
    return version == null ? 0 : version;
  }
}
