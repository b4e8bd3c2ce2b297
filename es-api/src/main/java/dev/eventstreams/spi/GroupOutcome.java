package dev.eventstreams.spi;

import java.util.List;

/**
 * The outcome of a group of requests.
 *
 * @param headBefore the head of the store before the group
 * @param written the events that were written, in order of position
 * @param outcomes one outcome for each request, in the order of the requests
 */
public record GroupOutcome(
    long headBefore, List<EventRecord> written, List<AppendOutcome> outcomes) {}
