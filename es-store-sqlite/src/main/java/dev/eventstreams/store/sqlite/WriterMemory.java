package dev.eventstreams.store.sqlite;

import dev.eventstreams.core.adapter.CanonicalJson;
import dev.eventstreams.spi.EventRecord;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Caches the store's end for the writer: the last position and timestamp, and the heads of streams.
 *
 * <p>The cache is valid as long as no other connection has committed. {@code PRAGMA data_version}
 * shows this: inside the write transaction, its value differs from the last one if any other
 * connection, in any process, has committed since then. The connection's own commits do not change
 * it; {@link #committed} adds those to the cache. A transaction that is rolled back has added
 * nothing yet.
 */
final class WriterMemory {

  private static final int MAX_HEADS = 10_000;

  private final Map<String, Long> heads = new LinkedHashMap<>(64, 0.75f, true) {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
      return size() > MAX_HEADS;
    }
  };
  private long dataVersion = -1;
  private long position;
  private long timestamp;

  /**
   * Updates the last position and timestamp to the state that the session's write transaction sees.
   */
  void refresh(Session session) throws SQLException {
    Long seen = session.first(SqliteSql.DATA_VERSION, row -> row.getLong(1));
    if (seen == null || seen != dataVersion) {
      forget();
      long[] last =
          session.first(SqliteSql.LAST_EVENT, row -> new long[] {row.getLong(1), row.getLong(2)});
      position = last == null ? 0 : last[0];
      timestamp = last == null ? 0 : last[1];
      dataVersion = seen == null ? -1 : seen;
    }
  }

  long position() {
    return position;
  }

  long timestamp() {
    return timestamp;
  }

  /**
   * Returns the versions of these streams; a stream without events may be missing. Must be called
   * before the transaction writes.
   */
  Map<String, Long> heads(Session session, NameTable names, Collection<String> streams)
      throws SQLException {
    Map<String, Long> answer = new HashMap<>();
    List<String> unknown = new ArrayList<>();
    for (String stream : streams) {
      Long head = heads.get(stream);
      if (head == null) {
        unknown.add(stream);
      } else {
        answer.put(stream, head);
      }
    }
    if (!unknown.isEmpty()) {
      session.forEach(
          SqliteSql.HEADS,
          row -> {
            names.remember(row.getString(1), row.getLong(2));
            heads.put(row.getString(1), row.getLong(3));
            answer.put(row.getString(1), row.getLong(3));
          },
          CanonicalJson.write(unknown));
    }
    return answer;
  }

  /** Adds committed events to the cache. */
  void committed(List<EventRecord> events) {
    EventRecord last = events.get(0);
    for (EventRecord event : events) {
      if (!event.streamId().equals(last.streamId())) {
        heads.put(last.streamId(), last.version());
      }
      last = event;
    }
    heads.put(last.streamId(), last.version());
    position = last.position();
    timestamp = last.timestamp();
  }

  /** Clears the cache, so that the next {@link #refresh} reads the store. */
  void forget() {
    heads.clear();
    dataVersion = -1;
  }
}
