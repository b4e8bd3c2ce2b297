package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventFilter;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** L7, A2: a full disk. No acknowledged event is lost, and the message names the reason. */
final class FullDiskTest {

  private static final int MOST_BYTES = 8 << 20;

  @ParameterizedTest
  @ValueSource(strings = {"normal", "full"})
  void acknowledgedEventsSurviveAFullDisk(String synchronous, @TempDir Path directory)
      throws Exception {
    String url = "sqlite:" + directory.resolve("events.db") + "?synchronous=" + synchronous;
    List<String> said = new ArrayList<>();
    Process process = Jvm.startLimited(MOST_BYTES, Filler.class, List.of(url));
    try {
      process.inputReader(StandardCharsets.UTF_8).lines().forEach(said::add);
    } finally {
      process.destroyForcibly();
    }
    List<String> acknowledged =
        said.stream().filter(line -> line.startsWith("wrote ")).toList();
    assertTrue(acknowledged.size() > 10, said.toString());
    List<String> failures =
        said.stream().filter(line -> !line.startsWith("wrote ")).toList();
    assertFalse(failures.isEmpty(), said.toString());
    for (String failure : failures) {
      assertTrue(
          failure.matches("StorageException: .*events.db.*: the disk failed \\(.*"), failure);
    }
    try (StorageHandle store = Samples.open(StoreUrl.parse(url))) {
      List<EventRecord> found = Samples.readAll(store, EventFilter.all());
      assertEquals(
          acknowledged, found.stream().map(event -> "wrote " + event.id()).toList());
      store.append(List.of(Samples.append("s", Samples.event("T", "{}", "x"))));
    }
  }

  @Test
  void fullDiskIsNamed() {
    Path file = Path.of("/data/events.db");
    var commit = SqliteFailure.unknownCommit(file, failure(SQLiteErrorCode.SQLITE_FULL));
    Samples.assertSays(commit, "/data/events.db failed and may have happened: the disk is full");
    assertTrue(commit.outcomeUnknown());
    for (SQLiteErrorCode code :
        List.of(SQLiteErrorCode.SQLITE_FULL, SQLiteErrorCode.SQLITE_IOERR_SHMSIZE)) {
      var failed = (StorageException) SqliteFailure.of(file, "open", failure(code));
      Samples.assertSays(failed, "cannot open /data/events.db: ", "the disk is full");
      assertFalse(failed.outcomeUnknown());
    }
  }

  private static SQLiteException failure(SQLiteErrorCode code) {
    return new SQLiteException("as the driver has it", code);
  }
}
