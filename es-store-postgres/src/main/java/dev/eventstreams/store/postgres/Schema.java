package dev.eventstreams.store.postgres;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.Names;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Creates the tables in a schema that has none, and refuses a database or schema that cannot hold a
 * store.
 */
final class Schema {

  static final int VERSION = 1;

  private final Session session;
  private final PostgresSettings settings;

  private Schema(Session session, PostgresSettings settings) {
    this.session = session;
    this.settings = settings;
  }

  static void prepare(Session session, PostgresSettings settings, boolean create)
      throws SQLException {
    new Schema(session, settings).prepare(create);
  }

  private void prepare(boolean create) throws SQLException {
    requireUtf8();
    String version = version();
    if (version == null && !create) {
      throw refusal("there is no store in it");
    }
    if (version == null) {
      version = create();
    }
    if (!version.equals(Integer.toString(VERSION))) {
      throw refusal("its schema has version " + Names.quote(version) + ", and this library knows "
          + VERSION + " at most; use a newer one");
    }
  }

  private void requireUtf8() throws SQLException {
    String encoding = session.first(PostgresSql.ENCODING, row -> row.getString(1));
    if (!"UTF8".equals(encoding)) {
      throw refusal("the database's encoding is " + Names.quote(String.valueOf(encoding))
          + ", which cannot hold every text; make one with ENCODING 'UTF8' TEMPLATE template0");
    }
  }

  // If many processes open a new store at once, one of them creates the tables. The other processes
  // wait for its lock and then find the tables.
  private String create() throws SQLException {
    if (Boolean.TRUE.equals(session.first(PostgresSql.IN_RECOVERY, row -> row.getBoolean(1)))) {
      throw refusal("there is no store yet, and a replica cannot make one");
    }
    session.run(PostgresSql.BEGIN);
    session.run(PostgresSql.LOCK_SETUP, AppendLock.setupKey(settings.schema()));
    String version = version();
    if (version == null) {
      // Not IF NOT EXISTS: that needs the right to create schemas even if the schema exists.
      if (session.number(PostgresSql.SCHEMA_EXISTS, settings.schema()) == 0) {
        session.run(PostgresSql.CREATE_SCHEMA);
      }
      session.script(script());
      version = Integer.toString(VERSION);
    }
    session.run(PostgresSql.COMMIT);
    return version;
  }

  /** Returns the version, or null if the schema has no table of a store. */
  private @Nullable String version() throws SQLException {
    String names = session.first(PostgresSql.OUR_NAMES, row -> row.getString(1), settings.schema());
    if (names == null) {
      return null;
    }
    String version = names.equals(PostgresSql.ALL_NAMES)
        ? session.first(PostgresSql.SCHEMA_VERSION, row -> row.getString(1))
        : null;
    if (version == null) {
      throw refusal("the schema belongs to something else, with the tables " + names);
    }
    return version;
  }

  private StorageException refusal(String reason) {
    return new StorageException("cannot open " + settings.location() + ": " + reason, null);
  }

  private static String script() {
    try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream("schema.sql"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
