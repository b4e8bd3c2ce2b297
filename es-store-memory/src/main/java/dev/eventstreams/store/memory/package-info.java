/** The reference backend, which keeps events only in memory. */
@NullMarked
package dev.eventstreams.store.memory;

import org.jspecify.annotations.NullMarked;
