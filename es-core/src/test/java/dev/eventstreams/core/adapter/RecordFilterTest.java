package dev.eventstreams.core.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.EventFilter;
import dev.eventstreams.spi.EventRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

final class RecordFilterTest {

  private static final EventRecord DAMAGED =
      new EventRecord("s\n", 1, 7, 0, "T", "id", false, List.of(), "{damaged", Bytes.empty(), 0);

  /** Rule L5: an event with damaged metadata fails no filter, and the damage is logged. */
  @Test
  void damagedMetadataMatchesNoClauseOfMetadataAndIsLogged() {
    List<String> logged = new ArrayList<>();
    Handler handler = new Handler() {
      @Override
      public void publish(LogRecord record) {
        logged.add(record.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
    Logger logger = Logger.getLogger(RecordFilter.class.getName());
    logger.addHandler(handler);
    try {
      assertTrue(RecordFilter.of(EventFilter.type("T")).test(DAMAGED));
      assertEquals(List.of(), logged);
      assertFalse(RecordFilter.of(EventFilter.metadata("a", 1)).test(DAMAGED));
    } finally {
      logger.removeHandler(handler);
    }
    assertEquals(1, logged.size());
    assertTrue(logged.get(0).contains("position 7, of stream \"s\\u000a\""), logged.get(0));
  }
}
