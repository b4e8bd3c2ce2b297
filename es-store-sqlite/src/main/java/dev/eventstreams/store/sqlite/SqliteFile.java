package dev.eventstreams.store.sqlite;

import dev.eventstreams.EventStoreException;
import dev.eventstreams.core.adapter.Directories;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The file of an open store. Creates connections and begins transactions. Both verify that the
 * files are those with which the store was opened; a transaction also verifies the schema.
 */
final class SqliteFile implements AutoCloseable {

  private final SqliteSettings settings;
  private final Patience patience;
  private final Object ending = new Object(); // a monitor: a ReentrantLock would need memory
  private volatile @Nullable Session unended; // head of the list of those to end later
  private volatile @Nullable StoreFiles files; // set once the store is open
  private @Nullable Session anchor;

  private SqliteFile(SqliteSettings settings) {
    this.settings = settings;
    this.patience = new Patience(settings.busyTimeout());
  }

  /**
   * Opens the store, and creates it if it does not exist. No file is created later: a store that
   * disappears while it is open is not replaced by an empty one.
   */
  static SqliteFile open(SqliteSettings settings) {
    NativeLibrary.load();
    SqliteVersion.check();
    OpeningCheck.prepare(settings.path());
    SqliteFile file = new SqliteFile(settings);
    try {
      file.anchor = file.prepare();
      file.files = StoreFiles.of(file.path());
      return file;
    } catch (SQLException e) {
      file.close();
      throw file.failure("open", e);
    } catch (IOException e) {
      file.close();
      throw OpeningCheck.refusal(settings.path(), e);
    }
  }

  // An existing log may contain a commit that failed because it could not be synced: the operating
  // system then counts it as written, although it is not on the disk. Copying the log into the file
  // writes the commit again and syncs it, before any read returns it; if the copy fails, the
  // opening fails too. A log in use was copied by the first process that opened it, and later
  // commits that failed are not in SQLite's index of the log.
  //
  // Each step waits for locks separately: when many processes open a new file at once, each step
  // fails in some of them, and retrying all steps together would keep the file busy.
  private Session prepare() throws SQLException, IOException {
    Session session = patience.awaitResult(() -> SqliteConnections.connect(settings));
    try {
      if (patience.awaitResult(() -> SchemaObject.all(session)).isEmpty()) {
        patience.await(() -> session.run(SqliteSql.WAL));
        patience.await(() -> session.begin(SqliteSql.BEGIN_IMMEDIATE));
        Schema.make(session);
      } else {
        beginReading(session); // refuses another program's file before anything in it is changed
      }
      session.commit();
      patience.await(() -> session.run(SqliteSql.WAL));
      beginReading(session);
      session.commit();
      if (settings.survivesPowerLoss()) {
        patience.await(() -> session.run(SqliteSql.COPY_LOG));
        syncNames();
      }
      return session;
    } catch (Throwable e) {
      discard(session);
      throw e;
    }
  }

  // SQLite syncs the directory of a new log itself, but ignores a failure of that sync.
  private void syncNames() throws IOException {
    Path folder = path().toRealPath().getParent();
    if (folder != null) {
      Directories.sync(folder);
    }
  }

  Path path() {
    return settings.path();
  }

  /**
   * Returns the path of SQLite's log. It must never be opened: closing it would release SQLite's
   * locks.
   */
  File log() {
    return StoreFiles.beside(path(), "-wal").toFile();
  }

  /** Returns this library's exception for a failure of SQLite. */
  EventStoreException failure(String doing, SQLException cause) {
    return SqliteFailure.of(path(), doing, cause);
  }

  /**
   * Returns a new connection that reads and writes. The file may be replaced before the connection is
   * made, so each use of it verifies the files again.
   */
  Session connect() throws SQLException {
    endUnended();
    verify();
    return SqliteConnections.connect(settings);
  }

  /**
   * Begins a write transaction. It reads the newest state, which stays the newest until it commits.
   */
  void beginWriting(Session session) throws SQLException {
    begin(session, SqliteSql.BEGIN_IMMEDIATE);
    StoreFiles opened = files;
    if (opened != null && opened.hasGrown()) { // SQLite grows it only by copying the log
      opened.explain(session.number(SqliteSql.PAGE_COUNT) * session.number(SqliteSql.PAGE_SIZE));
    }
  }

  /** Begins a read transaction. All its reads see one state of the store. */
  void beginReading(Session session) throws SQLException {
    begin(session, SqliteSql.BEGIN);
  }

  private void begin(Session session, String sql) throws SQLException {
    patience.await(() -> session.begin(sql));
    verify();
    long number = patience.awaitResult(() -> session.number(SqliteSql.SCHEMA_NUMBER));
    if (!session.isSchemaVerified(number)) {
      Schema.verify(session, path());
      session.schemaVerified(number);
    }
  }

  /** Returns a number that changes when another connection commits. */
  long dataVersion(Session session) throws SQLException {
    verify();
    return patience.awaitResult(() -> session.number(SqliteSql.DATA_VERSION));
  }

  /** Throws permanently once the files are no longer those that were opened. */
  void verify() {
    StoreFiles opened = files;
    if (opened != null) {
      opened.verify();
    }
  }

  /**
   * Ends a session that is no longer needed, and its transaction. If it cannot be ended now,
   * because memory or the stack is exhausted, it is ended before the next connection is made.
   * Throws nothing.
   */
  void discard(Session session) {
    synchronized (ending) {
      session.next = unended; // a linked list: a collection would need memory
      unended = session;
      endUnended();
    }
  }

  private void endUnended() {
    if (unended == null) {
      return;
    }
    synchronized (ending) {
      Session session = unended;
      while (session != null && session.end()) {
        session = session.next;
        unended = session;
      }
    }
  }

  @Override
  public void close() {
    Session last = anchor;
    anchor = null;
    if (last != null) {
      discard(last);
    }
    endUnended();
  }
}
