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
 * separated by line feeds, because neither ids, tags nor canonical JSON contain one. Data may contain
 * any byte, so it is separated by length.
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
  private final @Nullable Lines ids;
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
    ids = Lines.of(column(row, 8), Math.toIntExact(rows));
    metadata = Lines.of(column(row, 9), Math.toIntExact(rows));
    data = column(row, 10);
    streamNames = new PageNames(names.streams(), () -> distinct(streamArray, number -> number));
    typeNames = new PageNames(names.types(), () -> distinct(kindArray, PackedPage::type));
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
    // A damaged column may contain a line feed. Then each event of the page is read separately.
    String id = ids == null ? "" : ids.next();
    String tags = null;
    int end = id.indexOf(Tags.SEPARATOR);
    if (end >= 0) {
      tags = id.substring(end + 1);
      id = id.substring(0, end);
    }
    String json = metadata == null ? "" : metadata.next();
    long length = lengths.next();
    boolean dataIsHere = length <= PackedQuery.INLINE_BYTES;
    Bytes content = dataIsHere ? data((int) length) : Bytes.empty();
    if (!dataIsHere || json.isEmpty() || id.isEmpty() || (tags != null && tags.isEmpty())) {
      LargeEvent event = LargeEvent.load(session, stream, position);
      id = event.id();
      tags = event.tags();
      json = event.metadata();
      content = event.data();
    }
    return new EventRecord(
        stream,
        versions.next(),
        position,
        timestamps.next(),
        type,
        id,
        (kind & 1) == 1,
        tags == null ? List.of() : tags(tags, stream, position),
        json,
        content,
        (int) (kind >> 32));
  }

  private static List<String> tags(String text, String stream, long position)
      throws DamagedEventException {
    try {
      return Tags.read(text);
    } catch (IllegalArgumentException e) {
      throw new DamagedEventException("tags", stream, position, e.getMessage());
    }
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
}
