/** The reference backend, which keeps events in memory and nowhere else. */
@NullMarked
package dev.eventstreams.store.memory;

import org.jspecify.annotations.NullMarked;
