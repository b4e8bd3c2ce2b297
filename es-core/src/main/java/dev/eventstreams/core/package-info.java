/**
 * Opens event stores: {@link dev.eventstreams.core.EventStores} finds a backend by its URL and
 * turns it into the API of {@link dev.eventstreams}.
 */
@NullMarked
package dev.eventstreams.core;

import org.jspecify.annotations.NullMarked;
