package dev.eventstreams.store.postgres;

import dev.eventstreams.Bytes;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Names;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageLimits;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamHead;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An open store in a schema of a PostgreSQL database. */
final class PostgresHandle implements StorageHandle {

  private static final StreamHead EMPTY = new StreamHead(0, 0, 0);

  private final PostgresSettings settings;
  private final PostgresSql sql;
  private final String channel;
  private final Connector connector;
  private final PageReader pages = new PageReader();
  private final Readers readers;
  private final Writer writer;
  private final Announcer announcer;
  private final Hop reading;
  private final Hop writing;
  private volatile @Nullable StorageException lost;

  private PostgresHandle(
      PostgresSettings settings,
      PostgresSql sql,
      Connector connector,
      Session session,
      Clock clock) {
    this.settings = settings;
    this.sql = sql;
    this.channel = "es_" + Long.toHexString(AppendLock.key(settings.schema()));
    this.connector = connector;
    this.readers = new Readers(settings, sql);
    this.writer = new Writer(settings, connector, session, pages, clock);
    this.announcer = new Announcer(readers, channel);
    this.reading = new Hop(settings.poolSize(), "es-reader");
    this.writing = new Hop(1, "es-writer");
  }

  static PostgresHandle open(PostgresSettings settings, StorageOptions options) {
    PostgresSql sql = new PostgresSql(settings.schema());
    Connector connector = new Connector(settings.server(), sql, settings.reconnectTimeout());
    Hop hop = new Hop(1, "es-opener");
    try {
      return hop.call(() -> open(settings, sql, connector, options));
    } finally {
      hop.close();
    }
  }

  private static PostgresHandle open(
      PostgresSettings settings, PostgresSql sql, Connector connector, StorageOptions options) {
    Session session = null;
    try {
      session = connector.connect();
      Schema.prepare(session, settings, options.create());
      PostgresHandle handle =
          new PostgresHandle(settings, sql, connector, session, options.clock());
      session = null;
      return handle;
    } catch (SQLException e) {
      throw PostgresFailure.ofOpening(settings.location(), e);
    } finally {
      Connector.closeQuietly(session);
    }
  }

  @Override
  public GroupOutcome append(List<AppendRequest> group) {
    GroupOutcome outcome = unlessLost(writing, () -> writer.append(group));
    if (!outcome.written().isEmpty()) {
      announcer.committed();
    }
    return outcome;
  }

  @Override
  public Page read(PageRequest request) {
    return lend("read", session -> pages.read(session, request));
  }

  // Neither versions nor positions have gaps, so the last one is also the number of events.
  @Override
  public StreamHead head(@Nullable String stream) {
    return lend("read", session -> {
      StreamHead head = stream == null
          ? session.first(PostgresSql.HEAD_OF_STORE, PostgresHandle::head)
          : session.first(PostgresSql.HEAD_OF_STREAM, PostgresHandle::head, stream);
      return head == null ? EMPTY : head;
    });
  }

  private static StreamHead head(ResultSet row) throws SQLException {
    long last = row.getLong(1);
    return new StreamHead(last, last, row.getLong(2));
  }

  @Override
  public @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
    return lend(
            "load a snapshot from",
            session -> Optional.ofNullable(session.first(
                PostgresSql.LOAD_SNAPSHOT,
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

  // May run again: saving the same snapshot twice has the same result.
  @Override
  public void saveSnapshot(StoredSnapshot snapshot) {
    lend("save a snapshot in", session -> {
      session.write(
          PostgresSql.SAVE_SNAPSHOT,
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
    unlessLost(
        reading,
        () -> readers.lendOnceOnly("delete snapshots in", session -> {
          session.write(PostgresSql.DELETE_SNAPSHOTS, source);
          return true;
        }));
  }

  // An existing value is the answer, no matter which process proposed it. So the call may run again
  // after a lost connection.
  @Override
  public byte[] putIfAbsent(String name, byte[] value) {
    return lend("put a value into", session -> {
      byte[] stands = value(session, name);
      if (stands == null) {
        session.write(PostgresSql.PUT_VALUE, name, value);
        stands = value(session, name);
      }
      if (stands == null) {
        throw new SQLException("the value " + Names.quote(name) + " is gone");
      }
      return stands;
    });
  }

  @Override
  public byte @Nullable [] value(String name) {
    return lend("read a value from", session -> Optional.ofNullable(value(session, name)))
        .orElse(null);
  }

  private static byte @Nullable [] value(Session session, String name) throws SQLException {
    return session.first(PostgresSql.VALUE, row -> row.getBytes(1), name);
  }

  private <T> T lend(String doing, Readers.Work<T> work) {
    return unlessLost(reading, () -> readers.lend(doing, work));
  }

  // Once a call finds that the store no longer exists, this handle stays lost. A store that is
  // created in its place later is a different store.
  private <T> T unlessLost(Hop hop, Supplier<T> call) {
    StorageException before = lost;
    if (before != null) {
      throw StorageException.lost(String.valueOf(before.getMessage()), before);
    }
    try {
      return hop.call(call);
    } catch (StorageException e) {
      if (e.lost()) {
        lost = e;
      }
      throw e;
    }
  }

  @Override
  public StorageLimits limits() {
    return StorageLimits.none();
  }

  @Override
  public Notifier notifier() {
    Server listen = settings.listen();
    return new PostgresNotifier(listen == null ? settings.server() : listen, sql, channel);
  }

  @Override
  public String location() {
    return settings.location();
  }

  @Override
  public void close() {
    connector.close();
    announcer.stop();
    writer.close();
    readers.close();
    announcer.close();
    reading.close();
    writing.close();
  }
}
