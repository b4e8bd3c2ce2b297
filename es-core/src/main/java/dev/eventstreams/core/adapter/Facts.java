package dev.eventstreams.core.adapter;

import dev.eventstreams.AppendCondition;
import java.util.Map;

/**
 * What the store holds, answering {@link Questions}.
 *
 * @param position the store's last position, 0 if there is no event
 * @param timestamp the last event's timestamp in microseconds, 0 if there is no event
 * @param heads the version of each stream asked for; a stream without events may be left out
 * @param known for each stream, the keys asked for that are there; others are left out
 * @param violations for each condition that an event violates, the position of one; others are left out
 */
public record Facts(
    long position,
    long timestamp,
    Map<String, Long> heads,
    Map<String, Map<String, KnownKey>> known,
    Map<AppendCondition, Long> violations) {}
