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
 * What the writer knows of the store's end without looking: the last position and time, and the heads of streams.
 *
 * <p>True as long as nobody else has committed, which {@code PRAGMA data_version} tells: asked inside the write transaction, it is
 * another number if any other connection, of whatever process, has committed since it was asked last. It does not change by the
 * connection's own commits; those are noted here. A transaction that is rolled back has noted nothing yet.
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

  /** Brings the last position and time up to the state that the session's write transaction sees. */
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

  /** Returns the versions of these streams; one without events may be missing. Only to be asked before anything is written. */
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

  /** Notes what was committed. */
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

  /** Makes the next {@link #refresh} look. */
  void forget() {
    heads.clear();
    dataVersion = -1;
  }
}
