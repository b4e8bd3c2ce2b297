package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.EventFilter;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The length of SQLite's log: its bound beside readers, and its length when other connections or
 * failures prevent a checkpoint.
 */
final class WriteAheadLogTest {

  private static final long MIB = 1 << 20;
  private static final long ONE_COMMIT = 2 * MIB; // an event of 1 MiB, with its pages
  private static final NewEvent LARGE =
      new NewEvent("T", "id", false, List.of(), "{}", Bytes.of(new byte[(int) MIB]), 0);

  @TempDir
  Path directory;

  private Path file() {
    return directory.resolve("events.db");
  }

  private long log() {
    return directory.resolve("events.db-wal").toFile().length();
  }

  private void assertBounded() {
    long size = log();
    assertTrue(size <= WriteAheadLog.BOUND_BYTES + ONE_COMMIT, () -> "the log has " + size);
  }

  @Test
  void logStaysBelowItsBoundBesideReaders() throws InterruptedException {
    AtomicBoolean stopped = new AtomicBoolean();
    List<Thread> readers = new ArrayList<>();
    try (StorageHandle store = Samples.open(file())) {
      try {
        for (int i = 0; i < 3; i++) {
          Thread reader = new Thread(() -> {
            while (!stopped.get()) {
              Samples.readAll(store, null, EventFilter.all(), true, 10, 8 * MIB);
            }
          });
          reader.start();
          readers.add(reader);
        }
        for (int i = 0; i < 160; i++) {
          store.append(List.of(Samples.append("s", LARGE)));
          assertBounded();
        }
      } finally {
        stopped.set(true);
        for (Thread reader : readers) {
          reader.join();
        }
      }
    }
  }

  @Test
  void snapshotsDoNotMakeTheLogLonger() {
    try (StorageHandle store = Samples.open(file())) {
      for (int i = 1; i <= 80; i++) {
        store.saveSnapshot(new StoredSnapshot("s", "p" + i % 3, i, 0, state(i), 0));
        assertBounded();
      }
    }
  }

  // Bytes that do not change are not written again.
  private static Bytes state(int version) {
    byte[] state = new byte[(int) MIB];
    Arrays.fill(state, (byte) version);
    return Bytes.of(state);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void writerEmptiesTheLogItselfWhileTheCheckpointerFails(boolean events) throws Exception {
    Thread writing = Thread.currentThread();
    try (Messages messages = new Messages(WriteAheadLog.class);
        SqliteFile sqlite = SqliteFile.open(SqliteSettings.of(Samples.url(file())));
        ReaderPool readers = new ReaderPool(sqlite)) {
      WriteAheadLog log = new WriteAheadLog(sqlite, readers, () -> {
        if (Thread.currentThread() != writing) {
          throw new SQLException("for a test");
        }
        return sqlite.connect();
      });
      Names names = new Names();
      try (Writer writer =
          new Writer(sqlite, null, names, new PageReader(names), log, Clock.systemUTC())) {
        for (int i = 1; i <= 80; i++) {
          if (events) {
            writer.append(List.of(Samples.append("s", LARGE)));
          } else {
            byte[] value = state(i).toArray();
            writer.run("put a value into", value.length, session -> {
              session.update(SqliteSql.PUT_VALUE, "value " + value[0], value);
              return true;
            });
          }
          assertBounded();
        }
      }
      for (String message : messages.all()) {
        assertTrue(message.contains(file().toString()), message);
      }
    }
  }

  @Test
  void transactionOfAnotherConnectionIsReportedOnceAndThenTheLogIsCut() throws Exception {
    Queue<LogRecord> messages = new ConcurrentLinkedQueue<>();
    Handler handler = new Recorder(messages);
    Logger logger = Logger.getLogger(WriteAheadLog.class.getName());
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try (StorageHandle store = Samples.open(file())) {
      store.append(List.of(Samples.append("s", LARGE)));
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN");
        statement.executeQuery("SELECT count(*) FROM events").close();
        while (messages.isEmpty() && log() < 300 * MIB) {
          store.append(List.of(Samples.append("s", LARGE)));
        }
        assertEquals(1, messages.size(), messages::toString);
        Samples.assertSays(
            new Exception(messages.element().getMessage()),
            file().toString(),
            "another connection",
            "transaction");
      }
      Await.until(() -> log() == 0, "the log is cut, though nothing is appended");
      store.append(List.of(Samples.append("s", LARGE)));
      assertBounded();
      assertEquals(1, messages.size(), messages::toString);
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
  }

  @Test
  void checkpointsContinueAfterEachFailure() throws Exception {
    Samples.open(file()).close();
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>(List.of(
        new OutOfMemoryError("for a test"), new SQLException("for a test: the disk is full")));
    Logger logger = Logger.getLogger(WriteAheadLog.class.getName());
    logger.setUseParentHandlers(false);
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = other.createStatement();
        SqliteFile sqlite = SqliteFile.open(SqliteSettings.of(Samples.url(file())));
        ReaderPool readers = new ReaderPool(sqlite)) {
      WriteAheadLog.Connector failing = () -> connect(failures.poll(), sqlite);
      statement.execute("PRAGMA wal_autocheckpoint = 0");
      statement.execute("INSERT INTO store (name, value) VALUES ('large', zeroblob("
          + (WriteAheadLog.BOUND_BYTES + MIB) + "))");
      try (Checkpointer checkpointer = new Checkpointer(
          sqlite, new WriteAheadLog(sqlite, readers, failing), new ReentrantLock())) {
        Await.until(() -> log() == 0, "the log is cut");
        assertTrue(failures.isEmpty());
        checkpointer.wrote(List.of());
      }
    } finally {
      logger.setUseParentHandlers(true);
    }
  }

  private static Session connect(@Nullable Throwable failure, SqliteFile sqlite)
      throws SQLException {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof SQLException exception) {
      throw exception;
    }
    return sqlite.connect();
  }

  @Test
  void longLogThatWasLeftBehindIsEmptied() throws Exception {
    Samples.open(file()).close();
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = other.createStatement()) {
      statement.execute("PRAGMA wal_autocheckpoint = 0");
      statement.execute("INSERT INTO store (name, value) VALUES ('large', zeroblob("
          + (WriteAheadLog.BOUND_BYTES + MIB) + "))");
      try (StorageHandle store = Samples.open(file())) {
        Await.until(() -> log() == 0, "the log is cut");
        assertEquals(0, store.head(null).last());
      }
    }
  }

  private static final class Recorder extends Handler {
    private final Queue<LogRecord> records;

    Recorder(Queue<LogRecord> records) {
      this.records = records;
    }

    @Override
    public void publish(LogRecord record) {
      records.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
