package dev.eventstreams.store.sqlite;

import dev.eventstreams.Bytes;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageLimits;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamHead;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An open store in a SQLite file. */
final class SqliteHandle implements StorageHandle {

  private static final StreamHead EMPTY = new StreamHead(0, 0, 0);

  private final SqliteFile file;
  private final Names names = new Names();
  private final PageReader pages = new PageReader(names);
  private final ReaderPool readers;
  private final Writer writer;

  private SqliteHandle(SqliteFile file, Clock clock) {
    this.file = file;
    this.readers = new ReaderPool(file);
    this.writer = new Writer(
        file, null, names, pages, new WriteAheadLog(file, readers, file::connect), clock);
  }

  static SqliteHandle open(SqliteSettings settings, Clock clock) {
    return new SqliteHandle(SqliteFile.open(settings), clock);
  }

  @Override
  public GroupOutcome append(List<AppendRequest> group) {
    return writer.append(group);
  }

  @Override
  public Page read(PageRequest request) {
    return readers.read(session -> pages.read(session, request));
  }

  // Versions and positions have no gaps, so the last one is also the number of events.
  @Override
  public StreamHead head(@Nullable String stream) {
    return readers.read(session -> {
      StreamHead head;
      if (stream == null) {
        head = session.first(SqliteSql.LAST_EVENT, SqliteHandle::head);
      } else {
        Long key = names.streams().key(session, stream);
        head =
            key == null ? null : session.first(SqliteSql.LAST_OF_STREAM, SqliteHandle::head, key);
      }
      return head == null ? EMPTY : head;
    });
  }

  private static StreamHead head(ResultSet row) throws SQLException {
    long last = row.getLong(1);
    return new StreamHead(last, last, row.getLong(2));
  }

  @Override
  public @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
    return readers
        .read(session -> Optional.ofNullable(session.first(
            SqliteSql.LOAD_SNAPSHOT,
            row -> new StoredSnapshot(
                source,
                projection,
                row.getLong(1),
                row.getLong(2),
                Bytes.of(row.getBytes(3)),
                row.getInt(4)),
            source,
            projection)))
        .orElse(null);
  }

  @Override
  public void saveSnapshot(StoredSnapshot snapshot) {
    writer.run("save a snapshot in", snapshot.state().length(), session -> {
      session.update(
          SqliteSql.SAVE_SNAPSHOT,
          snapshot.source(),
          snapshot.projection(),
          snapshot.version(),
          snapshot.timestamp(),
          snapshot.state().toArray(),
          snapshot.format());
      return true;
    });
  }

  @Override
  public void deleteSnapshots(String source) {
    writer.run("delete snapshots in", 0, session -> {
      session.update(SqliteSql.DELETE_SNAPSHOTS, source);
      return true;
    });
  }

  @Override
  public byte[] putIfAbsent(String name, byte[] value) {
    return writer.run("put a value into", value.length, session -> {
      session.update(SqliteSql.PUT_VALUE, name, value);
      byte[] stands = session.first(SqliteSql.VALUE, row -> row.getBytes(1), name);
      if (stands == null) {
        throw new SQLException("the value " + dev.eventstreams.spi.Names.quote(name) + " is gone");
      }
      return stands;
    });
  }

  @Override
  public byte @Nullable [] value(String name) {
    return readers
        .read(session ->
            Optional.ofNullable(session.first(SqliteSql.VALUE, row -> row.getBytes(1), name)))
        .orElse(null);
  }

  @Override
  public StorageLimits limits() {
    return StorageLimits.none();
  }

  @Override
  public Notifier notifier() {
    return new SqliteNotifier(file);
  }

  @Override
  public String location() {
    return file.path().toString();
  }

  @Override
  public void close() {
    readers.close();
    writer.close();
    file.close();
  }
}
