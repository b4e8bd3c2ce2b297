/** The compatibility kit: tests that every backend of an event store must pass. */
@NullMarked
package dev.eventstreams.tck;

import org.jspecify.annotations.NullMarked;
