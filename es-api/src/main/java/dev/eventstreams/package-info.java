/**
 * The API for applications: streams, events, filters, watches, and their exceptions.
 *
 * <p>Every value is immutable, every interface is safe for use by many threads, and nothing is null
 * unless it is marked {@code @Nullable}.
 */
@NullMarked
package dev.eventstreams;

import org.jspecify.annotations.NullMarked;
