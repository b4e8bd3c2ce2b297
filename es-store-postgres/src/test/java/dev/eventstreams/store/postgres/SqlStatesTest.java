package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.store.postgres.SqlStates.Kind;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which errors are retried on another connection, and which are not. */
final class SqlStatesTest {

  @ParameterizedTest
  @CsvSource({
    "08000, GONE",
    "08001, GONE",
    "08003, GONE",
    "08006, GONE",
    "08007, GONE",
    "08P01, GONE",
    "08004, REFUSED",
    "57P01, GONE",
    "57P02, GONE",
    "57P03, COMING",
    "57P04, GONE",
    "57P05, GONE_WHILE_IDLE",
    "25P03, GONE_WHILE_IDLE",
    "25P04, GONE",
    "53300, GONE",
    "3D000, LOST",
    "3F000, LOST",
    "42P01, LOST",
    "40001, READ_AGAIN",
    "40P01, FAILED",
    "57000, FAILED",
    "57014, FAILED",
    "53000, FAILED",
    "53100, FAILED",
    "53200, FAILED",
    "53400, FAILED",
    "55P03, FAILED",
    "25006, FAILED",
    "25P02, FAILED",
    "23505, FAILED",
    "42501, FAILED",
    "28P01, FAILED",
    "58000, FAILED",
    "58030, FAILED",
    "XX000, FAILED",
    "'', FAILED",
    "0, FAILED"
  })
  void everyCodeHasOneMeaning(String state, Kind kind) {
    assertEquals(kind, SqlStates.meaning(state).kind(), state);
  }

  @ParameterizedTest
  @ValueSource(strings = {"57P05", "57P01", "57P04", "25P04", "40001"})
  void readIsRepeatedOnAnotherConnection(String state) {
    assertEquals(3, asked(state, 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"57014", "42501", "XX000"})
  void permanentFailureIsNotRetried(String state) {
    assertThrows(StorageException.class, () -> asked(state, 1));
  }

  private static int asked(String state, int failures) {
    StoreUrl url = Samples.url();
    PostgresSettings settings = PostgresSettings.of(url);
    AtomicInteger asked = new AtomicInteger();
    try (StorageHandle store = Samples.open(url);
        Readers readers = new Readers(settings, new PostgresSql(settings.schema()))) {
      assertEquals(0, store.head(null).last());
      return readers.lend("read", session -> {
        if (asked.incrementAndGet() <= failures) {
          throw new SQLException("the server has ended it", state);
        }
        return (int) session.number("SELECT 1") + failures;
      });
    }
  }
}
