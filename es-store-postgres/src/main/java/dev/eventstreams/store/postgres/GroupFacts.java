package dev.eventstreams.store.postgres;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.core.adapter.Facts;
import dev.eventstreams.core.adapter.KnownKey;
import dev.eventstreams.core.adapter.Questions;
import dev.eventstreams.core.adapter.SqlFilter;
import dev.eventstreams.core.adapter.Where;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StreamWrite;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The facts by which a group is judged, read in one round trip under the lock; and the numbers of
 * names, which are also assigned under the lock.
 *
 * <p>No fact outlives the transaction. So a commit whose outcome is unknown, another process, or a
 * failover to a server that has lost events cannot make a fact wrong.
 */
final class GroupFacts {

  private final Map<String, Long> heads = new HashMap<>();
  private final Map<String, Long> streamKeys = new HashMap<>();
  private final Map<String, Long> typeKeys = new HashMap<>();
  private final Map<AppendCondition, Long> violations;
  private final Map<String, Map<String, KnownKey>> known = new HashMap<>();
  private long position;
  private long timestamp;
  private long lastStreamKey;
  private long lastTypeKey;

  private GroupFacts(Map<AppendCondition, Long> violations) {
    this.violations = new HashMap<>(violations);
  }

  /**
   * Begins the transaction, takes the lock and reads the facts.
   *
   * @param checkedTo the position up to which the conditions were judged before
   * @param violations the conditions that are known not to hold
   */
  static GroupFacts ask(
      Session session,
      String lock,
      List<AppendRequest> group,
      Questions questions,
      long checkedTo,
      Map<AppendCondition, Long> violations)
      throws SQLException {
    GroupFacts facts = new GroupFacts(violations);
    StringBuilder sql = new StringBuilder(lock);
    List<Object> arguments = new ArrayList<>();
    arguments.add(questions.streams().toArray(String[]::new));
    arguments.add(types(group).toArray(String[]::new));
    List<AppendCondition> open = new ArrayList<>(questions.conditions());
    open.removeAll(violations.keySet());
    for (AppendCondition condition : open) {
      Where where = SqlFilter.of(condition.filter(), PostgresDialect.INSTANCE);
      sql.append(";\n").append(String.format(Locale.ROOT, AppendSql.FIRST_MATCH, where.sql()));
      arguments.add(Math.max(condition.after(), checkedTo));
      arguments.addAll(where.arguments());
    }
    try (PreparedStatement statement =
        open.isEmpty() ? session.prepare(lock) : session.prepareOnce(sql.toString())) {
      Session.bind(statement, arguments);
      statement.execute();
      facts.read(statement, open);
    }
    return facts;
  }

  /**
   * Returns the facts as they were last seen; the arguments of {@link #addTo} have the server check
   * them.
   */
  static GroupFacts believed(
      long position,
      long timestamp,
      Map<String, Long> streamKeys,
      Map<String, Long> heads,
      Map<String, Long> typeKeys) {
    GroupFacts facts = new GroupFacts(Map.of());
    facts.position = position;
    facts.timestamp = timestamp;
    facts.streamKeys.putAll(streamKeys);
    facts.heads.putAll(heads);
    facts.typeKeys.putAll(typeKeys);
    return facts;
  }

  /** Adds the arguments of {@link AppendSql#NEW_EVENTS_IF_UNCHANGED}. */
  void addTo(List<Object> arguments) {
    List<String> streams = List.copyOf(heads.keySet());
    List<String> types = List.copyOf(typeKeys.keySet());
    arguments.add(position);
    arguments.add(timestamp);
    arguments.add(streams.toArray(String[]::new));
    arguments.add(numbers(streams, streamKeys));
    arguments.add(numbers(streams, heads));
    arguments.add(types.toArray(String[]::new));
    arguments.add(numbers(types, typeKeys));
  }

  private static long[] numbers(List<String> names, Map<String, Long> numbers) {
    return names.stream().mapToLong(numbers::get).toArray();
  }

  static Set<String> types(List<AppendRequest> group) {
    Set<String> types = new HashSet<>();
    for (AppendRequest request : group) {
      for (StreamWrite write : request.writes()) {
        for (NewEvent event : write.events()) {
          types.add(event.type());
        }
      }
    }
    return types;
  }

  private void read(PreparedStatement statement, List<AppendCondition> open) throws SQLException {
    Session.nextRows(statement); // the result of the lock statement
    ResultSet last = Session.nextRows(statement);
    last.next();
    position = last.getLong(1);
    timestamp = last.getLong(2);
    lastStreamKey = last.getLong(3);
    lastTypeKey = last.getLong(4);
    for (ResultSet rows = Session.nextRows(statement); rows.next(); ) {
      streamKeys.put(rows.getString(1), rows.getLong(2));
      heads.put(rows.getString(1), rows.getLong(3));
    }
    for (ResultSet rows = Session.nextRows(statement); rows.next(); ) {
      typeKeys.put(rows.getString(1), rows.getLong(2));
    }
    for (AppendCondition condition : open) {
      ResultSet match = Session.nextRows(statement);
      if (match.next()) {
        violations.put(condition, match.getLong(1));
      }
    }
  }

  /** Looks the idempotency keys up, in the open transaction. */
  void lookUp(Session session, Map<String, Set<String>> keys) throws SQLException {
    List<String> streams = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    keys.forEach((stream, wanted) -> {
      for (String id : heads.containsKey(stream) ? wanted : Set.<String>of()) {
        streams.add(stream);
        ids.add(id);
      }
    });
    if (streams.isEmpty()) {
      return;
    }
    session.forEach(
        AppendSql.KNOWN_KEYS,
        List.of(streams.toArray(String[]::new), ids.toArray(String[]::new)),
        row -> known
            .computeIfAbsent(row.getString(1), stream -> new HashMap<>())
            .put(row.getString(2), new KnownKey(row.getLong(3), row.getLong(4), row.getString(5))));
  }

  Facts facts() {
    return new Facts(position, timestamp, heads, known, violations);
  }

  /** Returns the numbers of the existing streams. */
  NewKeys streams() {
    return new NewKeys(streamKeys, lastStreamKey);
  }

  /** Returns the numbers of the existing types. */
  NewKeys types() {
    return new NewKeys(typeKeys, lastTypeKey);
  }

  /** Returns whether a request that has keys was refused. */
  static boolean refusesKeys(List<AppendRequest> group, GroupOutcome outcome) {
    for (int i = 0; i < group.size(); i++) {
      if (!(outcome.outcomes().get(i) instanceof AppendOutcome.Done) && hasKeys(group.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasKeys(AppendRequest request) {
    return request.writes().stream()
        .flatMap(write -> write.events().stream())
        .anyMatch(NewEvent::keyed);
  }
}
