package dev.eventstreams.store.postgres;

import dev.eventstreams.AppendResult;
import dev.eventstreams.AppendedEvent;
import dev.eventstreams.Bytes;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageLimits;
import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamHead;
import dev.eventstreams.spi.StreamWrite;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Appends without a lock, at positions from a sequence. Supports only what the crowd of processes
 * in the test needs.
 */
final class UnlockedHandle implements StorageHandle {

  private static final String UNIQUE_VIOLATION = "23505";

  private final String jdbcUrl;
  private final String schema;
  private final Connection writing;

  UnlockedHandle(StoreUrl url) {
    this.jdbcUrl = "jdbc:postgresql:" + url.body().replace("postgres@", "") + "?user=postgres";
    this.schema = Objects.requireNonNull(url.options().get("schema"), "a schema");
    try {
      this.writing = DriverManager.getConnection(jdbcUrl);
      run("SELECT pg_advisory_lock(1)");
      run("CREATE SCHEMA IF NOT EXISTS " + schema);
      run("CREATE TABLE IF NOT EXISTS " + schema + ".events (position bigserial PRIMARY KEY,"
          + " stream text NOT NULL, version bigint NOT NULL, id text NOT NULL, type text NOT NULL,"
          + " tags text NOT NULL, data bytea NOT NULL, UNIQUE (stream, version))");
      run("SELECT pg_advisory_unlock(1)");
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private void run(String sql) throws SQLException {
    try (var statement = writing.createStatement()) {
      boolean unused = statement.execute(sql);
    }
  }

  @Override
  public GroupOutcome append(List<AppendRequest> group) {
    while (true) {
      try {
        run("BEGIN");
        List<AppendOutcome> outcomes = new ArrayList<>();
        for (AppendRequest request : group) {
          outcomes.add(new AppendOutcome.Done(append(request.writes().get(0))));
        }
        run("COMMIT");
        return new GroupOutcome(0, List.of(), outcomes);
      } catch (SQLException e) {
        rollback();
        if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
          throw failed(e);
        }
      }
    }
  }

  private void rollback() {
    try {
      run("ROLLBACK");
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private AppendResult append(StreamWrite write) throws SQLException {
    long version = version(writing, write.streamId());
    List<AppendedEvent> appended = new ArrayList<>();
    for (NewEvent event : write.events()) {
      version++;
      try (PreparedStatement insert = writing.prepareStatement(
          "INSERT INTO " + schema
              + ".events (stream, version, id, type, tags, data) VALUES (?, ?, ?, ?, ?, ?) RETURNING position")) {
        insert.setString(1, write.streamId());
        insert.setLong(2, version);
        insert.setString(3, event.id());
        insert.setString(4, event.type());
        insert.setString(5, TagLines.of(event.tags()));
        insert.setBytes(6, event.data().toArray());
        try (ResultSet row = insert.executeQuery()) {
          row.next();
          appended.add(new AppendedEvent(write.streamId(), version, row.getLong(1), false));
        }
      }
    }
    return new AppendResult(Map.of(write.streamId(), version), appended);
  }

  private long version(Connection connection, @Nullable String stream) throws SQLException {
    String sql = stream == null
        ? "SELECT coalesce(max(position), 0) FROM " + schema + ".events"
        : "SELECT coalesce(max(version), 0) FROM " + schema + ".events WHERE stream = ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      if (stream != null) {
        select.setString(1, stream);
      }
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  @Override
  public Page read(PageRequest request) {
    String sql = "SELECT position, stream, version, id, type, tags, data FROM " + schema
        + ".events WHERE position > ? ORDER BY position LIMIT ?";
    List<EventRecord> records = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, request.after());
      select.setInt(2, request.maxEvents());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          records.add(new EventRecord(
              row.getString(2),
              row.getLong(3),
              row.getLong(1),
              1,
              row.getString(5),
              row.getString(4),
              false,
              TagLines.tags(row.getString(6)),
              "{}",
              Bytes.of(row.getBytes(7)),
              0));
        }
      }
    } catch (SQLException e) {
      throw failed(e);
    }
    boolean more = records.size() == request.maxEvents();
    long end =
        records.isEmpty() ? request.after() : records.get(records.size() - 1).position();
    return new Page(records, end, more);
  }

  @Override
  public StreamHead head(@Nullable String stream) {
    try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
      long last = version(connection, stream);
      return new StreamHead(last, last, 1);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
    return null;
  }

  @Override
  public void saveSnapshot(StoredSnapshot snapshot) {
    throw new StorageException("no snapshots here", null);
  }

  @Override
  public void deleteSnapshots(String source) {
    throw new StorageException("no snapshots here", null);
  }

  @Override
  public byte[] putIfAbsent(String name, byte[] value) {
    return value.clone();
  }

  @Override
  public byte @Nullable [] value(String name) {
    return null;
  }

  @Override
  public StorageLimits limits() {
    return StorageLimits.none();
  }

  @Override
  public Notifier notifier() {
    return Notifier.silent();
  }

  @Override
  public String location() {
    return jdbcUrl + " " + schema;
  }

  @Override
  public void close() {
    try {
      writing.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static StorageException failed(SQLException e) {
    return new StorageException("the database failed: " + e.getMessage(), e);
  }
}
