package dev.eventstreams.spi;

import dev.eventstreams.EventFilter;
import org.jspecify.annotations.Nullable;

/**
 * Requests the next events of a stream by version, or of the store by position.
 *
 * @param stream the id of the stream, or null for the whole store
 * @param after only versions or positions above this one; 0 for no bound
 * @param upTo only versions or positions up to this one, including it; {@link Long#MAX_VALUE} for
 *     no bound
 * @param backwards whether the highest version or position comes first
 * @param filter selects the events; the backend applies it
 * @param maxEvents the most events that the page may have, 1 or more
 * @param maxBytes about the most bytes of data and metadata that the page may have; a first event
 *     that is larger is returned nevertheless
 */
public record PageRequest(
    @Nullable String stream,
    long after,
    long upTo,
    boolean backwards,
    EventFilter filter,
    int maxEvents,
    long maxBytes) {}
