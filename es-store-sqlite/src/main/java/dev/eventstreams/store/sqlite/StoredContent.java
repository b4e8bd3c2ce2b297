package dev.eventstreams.store.sqlite;

import dev.eventstreams.Bytes;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of an event that may be too large for a page.
 *
 * @param id its id
 * @param tags the text of its tags, or null if it has none
 * @param metadata canonical JSON of an object
 * @param data its data
 */
record StoredContent(String id, @Nullable String tags, String metadata, Bytes data) {

  /**
   * Returns the content that a page contains.
   *
   * @param idAndTags the id, and if there are tags a tab and their text
   */
  static StoredContent of(String idAndTags, String metadata, Bytes data) {
    int end = idAndTags.indexOf(Tags.SEPARATOR);
    return end < 0
        ? new StoredContent(idAndTags, null, metadata, data)
        : new StoredContent(
            idAndTags.substring(0, end), idAndTags.substring(end + 1), metadata, data);
  }

  /**
   * Reads the content of an event. Events never change, so this event is the one of the page even
   * if the page's transaction has ended.
   */
  static StoredContent load(Session session, long position) throws SQLException {
    StoredContent content = session.first(
        SqliteSql.LARGE_EVENT,
        row -> new StoredContent(
            row.getString(1), row.getString(2), row.getString(3), Bytes.of(row.getBytes(4))),
        position);
    if (content == null) {
      throw new SQLException("the event at position " + position + " is gone");
    }
    return content;
  }

  /** Returns the id. A page cannot contain an id with a line break or a tab. */
  String idAt(String stream, long position) throws DamagedEventException {
    if (id.indexOf('\n') >= 0 || id.indexOf(Tags.SEPARATOR) >= 0) {
      throw new DamagedEventException("id", stream, position, "it has a line break or a tab");
    }
    return id;
  }

  /** Returns the tags. */
  List<String> tagsAt(String stream, long position) throws DamagedEventException {
    if (tags == null) {
      return List.of();
    }
    try {
      return Tags.read(tags);
    } catch (IllegalArgumentException e) {
      throw new DamagedEventException("tags", stream, position, e.getMessage());
    }
  }
}
