package dev.eventstreams.spi;

import java.util.List;

/**
 * What became of a group of requests.
 *
 * @param headBefore the store's last position before the group
 * @param written the events that were written, in order of position
 * @param outcomes one for each request, in order
 */
public record GroupOutcome(
    long headBefore, List<EventRecord> written, List<AppendOutcome> outcomes) {}
