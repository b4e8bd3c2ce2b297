package dev.eventstreams.store.sqlite;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.Names;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Creates the tables in an empty database. Refuses a file whose schema differs in any character
 * from the schema that this library creates, because a trigger or a view in it would run inside
 * appends and reads.
 */
final class Schema {

  static final long VERSION = 1;

  private static final int MOST_NAMED = 10;

  private static volatile @Nullable Set<SchemaObject> made;

  private Schema() {}

  /**
   * Creates the tables in the session's open write transaction, unless another process has just
   * created them.
   */
  static void make(Session session) throws SQLException {
    if (SchemaObject.all(session).isEmpty()) {
      session.script(script());
    }
  }

  /**
   * Checks that the schema is the one that this library creates.
   *
   * @throws StorageException if it is a different schema
   */
  static void verify(Session session, Path path) throws SQLException {
    Set<SchemaObject> found = SchemaObject.all(session);
    Long version = version(session, found);
    if (version == null) {
      throw refused(path, "it is a database of another program, with the tables " + tables(found));
    }
    if (version != VERSION) {
      throw refused(
          path,
          "its schema has version " + version + ", and this library knows version " + VERSION
              + (version > VERSION ? "; use a newer one" : ""));
    }
    List<String> differences = SchemaObject.differences(made(), found);
    if (!differences.isEmpty()) {
      throw refused(path, "its schema is not that of a store: " + shortened(differences));
    }
  }

  // Never reads a table that another program has made: it may be a view that never ends.
  private static @Nullable Long version(Session session, Set<SchemaObject> found)
      throws SQLException {
    return made().stream()
            .anyMatch(object -> object.name().equals("store") && found.contains(object))
        ? session.first(SqliteSql.SCHEMA_VERSION, row -> row.getLong(1))
        : null;
  }

  private static String tables(Set<SchemaObject> objects) {
    return shortened(objects.stream()
        .filter(object -> object.type().equals("table"))
        .map(object -> Names.quote(object.name()))
        .toList());
  }

  private static String shortened(List<String> parts) {
    String named = String.join(", ", parts.subList(0, Math.min(MOST_NAMED, parts.size())));
    return parts.size() <= MOST_NAMED
        ? named
        : named + " and " + (parts.size() - MOST_NAMED) + " more";
  }

  private static StorageException refused(Path path, String why) {
    return new StorageException("cannot use " + SqliteFailure.shown(path) + ": " + why, null);
  }

  /**
   * Returns the objects that the script creates. Runs the script in a database in memory, so that
   * the texts are as the SQLite in use writes them.
   */
  private static Set<SchemaObject> made() throws SQLException {
    Set<SchemaObject> known = made;
    if (known == null) {
      try (Session session = SqliteConnections.inMemory()) {
        session.script(script());
        known = SchemaObject.all(session);
      }
      made = known;
    }
    return known;
  }

  private static String script() {
    try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream("schema.sql"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
