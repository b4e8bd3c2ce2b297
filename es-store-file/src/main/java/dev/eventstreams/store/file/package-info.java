/** The backend that keeps events in the JSON Lines files of one directory. */
@NullMarked
package dev.eventstreams.store.file;

import org.jspecify.annotations.NullMarked;
