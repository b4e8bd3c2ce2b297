package dev.eventstreams.store.sqlite;

import dev.eventstreams.StorageException;
import dev.eventstreams.core.adapter.FileFailure;
import dev.eventstreams.core.adapter.JvmClaim;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** Creates connections to an existing file. */
final class SqliteConnections {

  private static final String UNRESERVED = "/._-~";

  private SqliteConnections() {}

  /** Returns a new connection that reads and writes. Never creates a file. */
  static Session connect(SqliteSettings settings) throws SQLException {
    JvmClaim claim = claim(settings.path());
    try {
      return connect(settings, claim);
    } catch (Throwable e) {
      claim.close();
      throw e;
    }
  }

  private static Session connect(SqliteSettings settings, JvmClaim claim) throws SQLException {
    Connection connection = config().createConnection("jdbc:sqlite:" + uri(settings.path()));
    try (Statement statement = connection.createStatement()) {
      for (String pragma : SqliteSql.CONNECTION_PRAGMAS) {
        statement.execute(pragma);
      }
      statement.execute("PRAGMA synchronous = " + settings.synchronous());
      StatementLimit limit = new StatementLimit(settings.statementTimeout());
      limit.watch(connection);
      return new Session(connection, limit, claim);
    } catch (Throwable e) {
      connection.close();
      throw e;
    }
  }

  // SQLite does not wait for locks itself, see Patience.
  static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setOpenMode(SQLiteOpenMode.NOMUTEX); // a session is used by one thread at a time
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setBusyTimeout(0);
    return config;
  }

  private static JvmClaim claim(Path path) {
    try {
      return JvmClaim.of(path);
    } catch (IOException e) {
      throw new StorageException(
          "cannot look at " + SqliteFailure.shown(path) + ": " + FileFailure.reason(e, path), e);
    }
  }

  /** Returns a connection to a new, empty database that no other connection sees. */
  static Session inMemory() throws SQLException {
    return new Session(new SQLiteConfig().createConnection("jdbc:sqlite::memory:"));
  }

  // Returns the path as a URI with all special characters escaped: the driver would cut a plain
  // name at its first "?", and SQLite would read options after it.
  private static String uri(Path path) {
    String name = path.toString().replace(File.separatorChar, '/');
    StringBuilder uri = new StringBuilder(name.startsWith("/") ? "file:" : "file:/");
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || UNRESERVED.indexOf(c) >= 0;
      uri.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
    }
    return uri.toString();
  }
}
