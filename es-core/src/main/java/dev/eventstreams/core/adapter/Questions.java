package dev.eventstreams.core.adapter;

import dev.eventstreams.AppendCondition;
import java.util.Map;
import java.util.Set;

/**
 * What a backend has to look up, in the append's transaction, before a group can be judged.
 *
 * @param streams whose heads are needed
 * @param keys for each stream, the idempotency keys to look for
 * @param conditions for which an event past {@link AppendCondition#after} that matches has to be looked for
 */
public record Questions(
    Set<String> streams, Map<String, Set<String>> keys, Set<AppendCondition> conditions) {}
