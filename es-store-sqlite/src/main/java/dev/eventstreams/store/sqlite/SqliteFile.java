package dev.eventstreams.store.sqlite;

import dev.eventstreams.EventStoreException;
import dev.eventstreams.StorageException;
import java.io.File;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** The file, and how connections to it are made. */
final class SqliteFile {

  private static final System.Logger LOG = System.getLogger(SqliteFile.class.getName());
  private static final String UNRESERVED = "/._-~";

  private final SqliteSettings settings;

  SqliteFile(SqliteSettings settings) {
    this.settings = settings;
  }

  Path path() {
    return settings.path();
  }

  SqliteSettings settings() {
    return settings;
  }

  /** Says what failed in the words of this library. */
  EventStoreException failure(String doing, SQLException cause) {
    return SqliteFailure.of(path(), doing, cause);
  }

  /** Refuses a path that no file can be at, in clearer words than SQLite has. */
  void check() {
    Path path = path();
    Path directory = path.getParent();
    if (directory == null || Files.isDirectory(path)) {
      throw new StorageException("cannot open " + path + ": it is a directory, not a file", null);
    }
    if (!Files.isDirectory(directory)) {
      throw new StorageException(
          "cannot open " + path + ": the directory " + directory + " is not there", null);
    }
    if (Files.exists(path) && !Files.isWritable(path)) {
      throw new StorageException("cannot open " + path + ": the file is not writable", null);
    }
    if (!Files.isWritable(directory)) {
      throw new StorageException(
          "cannot open " + path + ": the directory " + directory
              + " is not writable, and SQLite keeps its log beside the file",
          null);
    }
  }

  /** Returns a new connection that reads and writes. */
  Session connect() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setOpenMode(SQLiteOpenMode.NOMUTEX); // a session is used by one thread at a time
    config.setBusyTimeout((int) settings.busyTimeout().toMillis());
    Connection connection = config.createConnection("jdbc:sqlite:" + uri());
    try (Statement statement = connection.createStatement()) {
      for (String pragma : SqliteSql.CONNECTION_PRAGMAS) {
        statement.execute(pragma);
      }
      statement.execute("PRAGMA synchronous = " + settings.synchronous());
      return new Session(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Closes a session that is of no more use; what that does not free, the end of the process does. */
  void closeQuietly(Session session) {
    try {
      session.close();
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "cannot close a connection to " + path(), e);
    }
  }

  // As a URI with everything escaped: the driver would cut a plain name at its first "?", and
  // SQLite would read options there.
  private String uri() {
    String name = path().toString().replace(File.separatorChar, '/');
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
