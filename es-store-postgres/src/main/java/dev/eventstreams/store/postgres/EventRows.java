package dev.eventstreams.store.postgres;

import dev.eventstreams.spi.EventRecord;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Writes events as arrays, one array for each column, together with the commit, in one round trip.
 */
final class EventRows {

  private EventRows() {}

  /**
   * Writes new names and events, and commits. After a failure the transaction is still open, or its
   * outcome is unknown.
   */
  static void writeAndCommit(
      Session session, List<EventRecord> events, NewKeys streams, NewKeys types)
      throws SQLException {
    List<Object> rows = columns(events, streams, types);
    TagRows tags = TagRows.of(events);
    List<Object> arguments = new ArrayList<>();
    StringBuilder sql = new StringBuilder();
    if (!streams.added().isEmpty()) {
      sql.append(AppendSql.NEW_STREAMS).append(";\n");
      addNames(arguments, streams);
    }
    if (!types.added().isEmpty()) {
      sql.append(AppendSql.NEW_TYPES).append(";\n");
      addNames(arguments, types);
    }
    sql.append(withTags(AppendSql.NEW_EVENTS, tags)).append(";\n").append(PostgresSql.COMMIT);
    arguments.addAll(rows);
    addTags(arguments, tags);
    try (PreparedStatement statement = session.prepare(sql.toString())) {
      Session.bind(statement, arguments);
      statement.execute();
    }
  }

  /**
   * Writes events if the store is as it is believed to be, and commits. After a failure the
   * transaction is still open, or its outcome is unknown.
   *
   * @param tryLock {@link AppendSql#TRY_LOCK} with its lock
   * @return whether the events were written
   */
  static boolean writeIfUnchanged(
      Session session, String tryLock, List<EventRecord> events, GroupFacts believed)
      throws SQLException {
    List<Object> arguments = new ArrayList<>(columns(events, believed.streams(), believed.types()));
    believed.addTo(arguments);
    TagRows tags = TagRows.of(events);
    addTags(arguments, tags);
    String insert = withTags(AppendSql.NEW_EVENTS_IF_UNCHANGED, tags);
    String sql = String.join(";\n", tryLock, insert, PostgresSql.COMMIT);
    try (PreparedStatement statement = session.prepare(sql)) {
      Session.bind(statement, arguments);
      statement.execute();
      Session.nextRows(statement); // the result of the lock statement
      boolean unused = statement.getMoreResults();
      return statement.getUpdateCount() > 0;
    }
  }

  private static String withTags(String insert, TagRows tags) {
    return tags.isEmpty() ? insert : String.format(Locale.ROOT, AppendSql.WITH_TAGS, insert);
  }

  private static void addTags(List<Object> arguments, TagRows tags) {
    if (!tags.isEmpty()) {
      tags.addTo(arguments);
    }
  }

  private static void addNames(List<Object> arguments, NewKeys names) {
    long[] keys = new long[names.added().size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = names.first() + i;
    }
    arguments.add(keys);
    arguments.add(names.added().toArray(String[]::new));
  }

  private static List<Object> columns(List<EventRecord> events, NewKeys streams, NewKeys types) {
    int count = events.size();
    long[] positions = new long[count];
    long[] streamKeys = new long[count];
    long[] versions = new long[count];
    int[] typeKeys = new int[count];
    int[] formats = new int[count];
    boolean[] keyed = new boolean[count];
    String[] ids = new String[count];
    String[] tags = new String[count];
    String[] metadata = new String[count];
    byte[][] data = new byte[count][];
    for (int i = 0; i < count; i++) {
      EventRecord event = events.get(i);
      positions[i] = event.position();
      streamKeys[i] = streams.key(event.streamId());
      versions[i] = event.version();
      typeKeys[i] = Math.toIntExact(types.key(event.type()));
      formats[i] = event.format();
      keyed[i] = event.keyed();
      ids[i] = event.id();
      tags[i] = TagLines.of(event.tags());
      metadata[i] = event.metadata();
      data[i] = event.data().toArray();
    }
    long timestamp = events.get(0).timestamp(); // the same for the whole group
    return Arrays.asList(
        timestamp,
        positions,
        streamKeys,
        versions,
        typeKeys,
        formats,
        keyed,
        ids,
        tags,
        metadata,
        data);
  }
}
