package dev.eventstreams.store.sqlite;

import dev.eventstreams.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the tables where there are none, and refuses a file that is not a store or is one of a later version. */
final class Schema {

  static final long VERSION = 1;

  private Schema() {}

  static void prepare(Session session, Path path) throws SQLException {
    Long version = version(session, path);
    if (version == null) {
      // Decided again under the write lock: another process may just have made them.
      session.begin(SqliteSql.BEGIN_IMMEDIATE);
      version = version(session, path);
      if (version == null) {
        session.script(script());
        version = VERSION;
      }
      session.commit();
    }
    if (version > VERSION) {
      throw new StorageException(
          "cannot open " + path + ": its schema has version " + version
              + ", and this library knows " + VERSION + " at most; use a newer one",
          null);
    }
  }

  /** Returns the version, or null if the file is empty. */
  private static @Nullable Long version(Session session, Path path) throws SQLException {
    String tables = session.first(SqliteSql.TABLES, row -> row.getString(1));
    if (tables == null || tables.isEmpty()) {
      return null;
    }
    Boolean ours = session.first(SqliteSql.IS_OURS, row -> row.getBoolean(1));
    Long version = Boolean.TRUE.equals(ours)
        ? session.first(SqliteSql.SCHEMA_VERSION, row -> row.getLong(1))
        : null;
    if (version == null) {
      throw new StorageException(
          "cannot open " + path + ": it is the database of something else, with the tables "
              + tables,
          null);
    }
    return version;
  }

  private static String script() {
    try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream("schema.sql"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
