package dev.eventstreams.core.adapter;

import dev.eventstreams.AppendCondition;
import java.util.Map;
import java.util.Set;

/**
 * The lookups that a backend makes, in the append's transaction, before it calls
 * {@link AppendPlanner#decide}.
 *
 * @param streams the streams whose heads are needed
 * @param keys for each stream, the idempotency keys to look for
 * @param conditions the conditions; for each, the backend looks for a matching event after position
 *     {@link AppendCondition#after}
 */
public record Questions(
    Set<String> streams, Map<String, Set<String>> keys, Set<AppendCondition> conditions) {}
