package dev.eventstreams.store.sqlite;

import org.jspecify.annotations.Nullable;

/**
 * How a page finds its events.
 *
 * @param query finds the first events that match, or null if no event of the part can match
 * @param part the versions or positions that the query looks at: the first part of the request's
 *     span, or all of it
 */
record Search(@Nullable PageQuery query, Span part) {}
