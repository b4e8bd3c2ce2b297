package dev.eventstreams.spi;

import dev.eventstreams.EventFilter;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the next events of a stream by version, or of the store by position.
 *
 * @param stream the stream, or null for the whole store
 * @param after only versions or positions above this one; 0 for no bound
 * @param upTo only versions or positions up to this one, included; {@link Long#MAX_VALUE} for no bound
 * @param backwards whether the highest come first
 * @param filter which events; it is the backend's to judge
 * @param maxEvents the most events that the page may have, 1 or more
 * @param maxBytes about how many bytes of data and metadata the page may have; one event is returned whatever its size
 */
public record PageRequest(
    @Nullable String stream,
    long after,
    long upTo,
    boolean backwards,
    EventFilter filter,
    int maxEvents,
    long maxBytes) {}
