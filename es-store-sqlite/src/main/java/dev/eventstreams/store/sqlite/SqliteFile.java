package dev.eventstreams.store.sqlite;

import dev.eventstreams.EventStoreException;
import dev.eventstreams.core.adapter.Directories;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The file of an open store: makes connections to it and begins transactions, each in the files and with the schema that the store
 * was opened with.
 */
final class SqliteFile implements AutoCloseable {

  private final SqliteSettings settings;
  private final Patience patience;
  private final Object ending = new Object(); // a monitor: a lock of Java's would need memory
  private volatile @Nullable Session unended; // and those after it, which could not be ended yet
  private volatile @Nullable StoreFiles files; // once it is open
  private @Nullable Session anchor;

  private SqliteFile(SqliteSettings settings) {
    this.settings = settings;
    this.patience = new Patience(settings.busyTimeout());
  }

  /**
   * Opens the store, and makes it if it is not there. Nothing is made later: a store that disappears while it is open is not
   * replaced by an empty one.
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

  // A log that is found may hold a commit that failed, since it could not be synced: the operating
  // system then counts it as written, although it is not on the disk. Copied into the file it is
  // written anew and synced, before anything is answered from it; where that fails, so does the
  // opening. A log in use has been copied by the first who opened it, and later commits that fail
  // are not in SQLite's index of it.
  //
  // Every step waits for itself: when many processes open a new file at once, each of them fails
  // for some, and to repeat them all would keep the file busy.
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

  // SQLite syncs the directory of a new log by itself, but takes no notice where that fails.
  private void syncNames() throws IOException {
    Path folder = path().toRealPath().getParent();
    if (folder != null) {
      Directories.sync(folder);
    }
  }

  Path path() {
    return settings.path();
  }

  /** Returns where SQLite has the log. It is only ever looked at: closing it would end SQLite's locks. */
  File log() {
    try {
      return new File(path().toRealPath() + "-wal"); // beside what a link leads to
    } catch (IOException e) {
      return new File(path() + "-wal");
    }
  }

  /** Returns the failure in the words of this library. */
  EventStoreException failure(String doing, SQLException cause) {
    return SqliteFailure.of(path(), doing, cause);
  }

  /** Returns a new connection that reads and writes. */
  Session connect() throws SQLException {
    endUnended();
    verify();
    Session session = SqliteConnections.connect(settings);
    try {
      verify(); // the file may have been replaced before it was connected to
      return session;
    } catch (Throwable e) {
      discard(session);
      throw e;
    }
  }

  /** Begins a transaction that writes. What it reads is the newest state, and stays so until it commits. */
  void beginWriting(Session session) throws SQLException {
    begin(session, SqliteSql.BEGIN_IMMEDIATE);
    StoreFiles opened = files;
    if (opened != null && opened.hasGrown()) { // which only copying the log does
      opened.explain(session.number(SqliteSql.PAGE_COUNT) * session.number(SqliteSql.PAGE_SIZE));
    }
  }

  /** Begins a transaction that reads, all from one state of the store. */
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

  /** Fails for good once the files are not those any more that were opened. */
  void verify() {
    StoreFiles opened = files;
    if (opened != null) {
      opened.verify();
    }
  }

  /**
   * Ends a session that is of no more use, with its transaction. One that cannot be ended now, since memory or the stack is
   * exhausted, is ended before the next connection is made. Throws nothing.
   */
  void discard(Session session) {
    synchronized (ending) {
      session.next = unended; // links, since a collection would need memory
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
