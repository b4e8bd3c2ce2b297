/** The event store as its users see it: stores, streams, events, filters and exceptions. */
@NullMarked
package dev.eventstreams;

import org.jspecify.annotations.NullMarked;
