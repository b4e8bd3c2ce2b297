package dev.eventstreams.store.sqlite;

import dev.eventstreams.Bytes;
import dev.eventstreams.spi.EventRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the row that {@link SqliteSql#PAGE} returns, event by event. Ids and metadata are
 * separated by line feeds, because neither ids nor canonical JSON contain one. Data may contain any
 * byte, so it is separated by length.
 */
final class PackedPage {

  private static final byte[] NOTHING = {};

  private final PageNames streamNames;
  private final PageNames typeNames;
  private final @Nullable String oneStream;
  private final long rows;
  private final Numbers positions;
  private final Numbers streams;
  private final Numbers versions;
  private final Numbers timestamps;
  private final Numbers kinds;
  private final Numbers lengths;
  private final Lines ids;
  private final @Nullable Lines metadata;
  private final byte[] data;
  private int dataAt;

  /** Copies the columns, so that the row may be closed afterwards. */
  PackedPage(ResultSet row, PackedQuery query, Names names, @Nullable String oneStream)
      throws SQLException {
    this.oneStream = oneStream;
    rows = row.getLong(1);
    positions = numbers(row, 2, query.firstPosition());
    byte[] streamArray = column(row, 3);
    streams = Numbers.of(streamArray);
    versions = numbers(row, 4, query.firstVersion());
    timestamps = Numbers.of(column(row, 5));
    byte[] kindArray = column(row, 6);
    kinds = Numbers.of(kindArray);
    lengths = Numbers.of(column(row, 7));
    ids = requireLines(column(row, 8));
    metadata = Lines.of(column(row, 9), Math.toIntExact(rows));
    data = column(row, 10);
    streamNames = new PageNames(names.streams(), () -> distinct(streamArray, number -> number));
    typeNames = new PageNames(names.types(), () -> distinct(kindArray, PackedPage::type));
  }

  private Lines requireLines(byte[] column) throws SQLException {
    Lines lines = Lines.of(column, Math.toIntExact(rows));
    if (lines == null) {
      throw new SQLException("the store is damaged: the id of an event has a line break");
    }
    return lines;
  }

  private static Numbers numbers(ResultSet row, int column, @Nullable Long first)
      throws SQLException {
    return first == null ? Numbers.of(column(row, column)) : Numbers.from(first);
  }

  private static byte[] column(ResultSet row, int column) throws SQLException {
    byte[] value = row.getBytes(column);
    return value == null ? NOTHING : value;
  }

  /** Returns how many events the query found. */
  long rows() {
    return rows;
  }

  boolean hasNext() {
    return lengths.hasNext();
  }

  EventRecord next(Session session) throws SQLException {
    long position = positions.next();
    String stream = oneStream != null ? oneStream : streamNames.name(session, streams.next());
    long kind = kinds.next();
    String type = typeNames.name(session, type(kind));
    String id = ids.next();
    // Damaged metadata may contain a line feed. Then the metadata of each event is read separately.
    String json = metadata == null ? "" : metadata.next();
    long length = lengths.next();
    boolean dataIsHere = length <= PackedQuery.INLINE_BYTES;
    EventRecord event = new EventRecord(
        stream,
        versions.next(),
        position,
        timestamps.next(),
        type,
        id,
        (kind & 1) == 1,
        List.of(),
        json,
        dataIsHere ? data((int) length) : Bytes.empty(),
        (int) (kind >> 32));
    return dataIsHere && !json.isEmpty() ? event : withContent(session, event);
  }

  private static long type(long kind) {
    return kind >>> 1 & Integer.MAX_VALUE;
  }

  private static Set<Long> distinct(byte[] array, LongUnaryOperator name) {
    Set<Long> keys = new HashSet<>();
    for (Numbers numbers = Numbers.of(array); numbers.hasNext(); ) {
      keys.add(name.applyAsLong(numbers.next()));
    }
    return keys;
  }

  private Bytes data(int length) {
    int from = dataAt;
    dataAt += length;
    return Bytes.of(data, from, length);
  }

  // Events never change, so this event is the one of the page even if the page's transaction has
  // ended.
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
            List.of(),
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
