/** The backend that stores events in a PostgreSQL database. */
@NullMarked
package dev.eventstreams.store.postgres;

import org.jspecify.annotations.NullMarked;
