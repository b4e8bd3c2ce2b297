/**
 * What an application compiles against: streams, events, filters, watches, and the exceptions they throw.
 *
 * <p>Every value is immutable, every protocol is safe for use by many threads, and nothing here is null unless it is
 * marked {@code @Nullable}.
 */
@NullMarked
package dev.eventstreams;

import org.jspecify.annotations.NullMarked;
