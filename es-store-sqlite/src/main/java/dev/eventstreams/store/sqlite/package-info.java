/** The backend that keeps events in one SQLite file. */
@NullMarked
package dev.eventstreams.store.sqlite;

import org.jspecify.annotations.NullMarked;
