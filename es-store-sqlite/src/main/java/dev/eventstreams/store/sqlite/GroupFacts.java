package dev.eventstreams.store.sqlite;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.core.adapter.AppendPlanner;
import dev.eventstreams.core.adapter.CanonicalJson;
import dev.eventstreams.core.adapter.Facts;
import dev.eventstreams.core.adapter.KnownKey;
import dev.eventstreams.core.adapter.Questions;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Answers the planner's questions inside the write transaction, before anything is written. */
final class GroupFacts {

  private final Names names;
  private final PageReader pages;
  private final WriterMemory memory;

  GroupFacts(Names names, PageReader pages, WriterMemory memory) {
    this.names = names;
    this.pages = pages;
    this.memory = memory;
  }

  Facts gather(Session session, List<AppendRequest> group, boolean lookUpKeys) throws SQLException {
    Questions questions =
        lookUpKeys ? AppendPlanner.questions(group) : AppendPlanner.questionsWithoutKeys(group);
    return new Facts(
        memory.position(),
        memory.timestamp(),
        memory.heads(session, names.streams(), questions.streams()),
        known(session, questions.keys()),
        violations(session, questions.conditions()));
  }

  private Map<String, Map<String, KnownKey>> known(Session session, Map<String, Set<String>> keys)
      throws SQLException {
    Map<String, Map<String, KnownKey>> known = new HashMap<>();
    for (Map.Entry<String, Set<String>> wanted : keys.entrySet()) {
      Long stream = names.streams().key(session, wanted.getKey());
      if (stream != null) {
        Map<String, KnownKey> found = new HashMap<>();
        session.forEach(
            SqliteSql.KNOWN_KEYS,
            row -> found.put(
                row.getString(1), new KnownKey(row.getLong(2), row.getLong(3), row.getString(4))),
            CanonicalJson.write(List.copyOf(wanted.getValue())),
            stream);
        known.put(wanted.getKey(), found);
      }
    }
    return known;
  }

  private Map<AppendCondition, Long> violations(Session session, Set<AppendCondition> conditions)
      throws SQLException {
    Map<AppendCondition, Long> violations = new HashMap<>();
    for (AppendCondition condition : conditions) {
      Long position = pages.match(session, condition.filter(), condition.after());
      if (position != null) {
        violations.put(condition, position);
      }
    }
    return violations;
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
