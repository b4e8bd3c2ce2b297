package dev.eventstreams.store.sqlite;

import dev.eventstreams.Bytes;
import dev.eventstreams.spi.EventRecord;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes apart what {@link SqliteSql#PAGE} returns, event by event. Neither ids nor canonical JSON hold a line feed, which
 * separates them; data may hold anything, and goes by length.
 */
final class PackedPage {

  private static final byte[] NOTHING = {};

  private final NameTable streamNames;
  private final NameTable typeNames;
  private final @Nullable String oneStream;
  private final byte[] streamArray;
  private final byte[] kindArray;
  private final JsonNumbers positions;
  private final JsonNumbers streams;
  private final JsonNumbers versions;
  private final JsonNumbers timestamps;
  private final JsonNumbers kinds;
  private final JsonNumbers lengths;
  private final byte[] ids;
  private final byte[] metadata;
  private final byte[] data;
  private int idAt;
  private int metadataAt;
  private int dataAt;

  /** Copies the columns; the row is not needed any more afterwards. */
  PackedPage(ResultSet row, Names names, @Nullable String oneStream) throws SQLException {
    this.streamNames = names.streams();
    this.typeNames = names.types();
    this.oneStream = oneStream;
    streamArray = column(row, 2);
    kindArray = column(row, 5);
    positions = new JsonNumbers(column(row, 1));
    streams = new JsonNumbers(streamArray);
    versions = new JsonNumbers(column(row, 3));
    timestamps = new JsonNumbers(column(row, 4));
    kinds = new JsonNumbers(kindArray);
    lengths = new JsonNumbers(column(row, 6));
    ids = column(row, 7);
    metadata = column(row, 8);
    data = column(row, 9);
  }

  private static byte[] column(ResultSet row, int column) throws SQLException {
    byte[] value = row.getBytes(column);
    return value == null ? NOTHING : value;
  }

  boolean hasNext() {
    return positions.hasNext();
  }

  EventRecord next(Session session) throws SQLException {
    long position = positions.next();
    String stream = oneStream != null ? oneStream : stream(session, streams.next());
    long kind = kinds.next();
    String type = type(session, kind >>> 1 & Integer.MAX_VALUE);
    String id = id();
    long length = lengths.next();
    String json = length < 0 ? "" : metadata();
    Bytes content = length < 0 ? Bytes.empty() : data((int) length);
    EventRecord event = new EventRecord(
        stream,
        versions.next(),
        position,
        timestamps.next(),
        type,
        id,
        (kind & 1) == 1,
        json,
        content,
        (int) (kind >> 32));
    return length < 0 ? withContent(session, event) : event;
  }

  private String stream(Session session, long key) throws SQLException {
    String known = streamNames.known(key);
    if (known == null) {
      streamNames.load(session, keys(streamArray, 0));
      known = streamNames.name(session, key);
    }
    return known;
  }

  private String type(Session session, long key) throws SQLException {
    String known = typeNames.known(key);
    if (known == null) {
      typeNames.load(session, keys(kindArray, 1));
      known = typeNames.name(session, key);
    }
    return known;
  }

  private static Set<Long> keys(byte[] array, int shift) {
    Set<Long> keys = new HashSet<>();
    for (JsonNumbers numbers = new JsonNumbers(array); numbers.hasNext(); ) {
      keys.add(numbers.next() >>> shift & Integer.MAX_VALUE);
    }
    return keys;
  }

  private String id() {
    int from = idAt;
    int end = lineEnd(ids, from);
    idAt = end + 1;
    return new String(ids, from, end - from, StandardCharsets.UTF_8);
  }

  private String metadata() {
    int from = metadataAt;
    int end = lineEnd(metadata, from);
    metadataAt = end + 1;
    return end - from == 2 ? "{}" : new String(metadata, from, end - from, StandardCharsets.UTF_8);
  }

  private static int lineEnd(byte[] text, int from) {
    int at = from;
    while (at < text.length && text[at] != '\n') {
      at++;
    }
    return at;
  }

  private Bytes data(int length) {
    int from = dataAt;
    dataAt += length;
    return Bytes.of(data, from, length);
  }

  // Events never change, so this one is the page's own even where the page's transaction is over.
  private static EventRecord withContent(Session session, EventRecord event) throws SQLException {
    EventRecord whole = session.first(
        SqliteSql.LARGE_EVENT,
        row -> new EventRecord(
            event.streamId(),
            event.version(),
            event.position(),
            event.timestamp(),
            event.type(),
            event.id(),
            event.keyed(),
            row.getString(1),
            Bytes.of(row.getBytes(2)),
            event.format()),
        event.position());
    if (whole == null) {
      throw new SQLException("the event at position " + event.position() + " is gone");
    }
    return whole;
  }
}
