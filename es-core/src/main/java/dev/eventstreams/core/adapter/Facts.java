package dev.eventstreams.core.adapter;

import dev.eventstreams.AppendCondition;
import java.util.Map;

/**
 * A backend's answers to {@link Questions}.
 *
 * @param position the store's last position, 0 if there is no event
 * @param timestamp the last event's timestamp in microseconds, 0 if there is no event
 * @param heads the version of each requested stream; a stream without events may be left out
 * @param known for each stream, the requested keys that exist; missing keys are left out
 * @param violations for each condition that an event violates, the position of one such event;
 *     other conditions are left out
 */
public record Facts(
    long position,
    long timestamp,
    Map<String, Long> heads,
    Map<String, Map<String, KnownKey>> known,
    Map<AppendCondition, Long> violations) {}
