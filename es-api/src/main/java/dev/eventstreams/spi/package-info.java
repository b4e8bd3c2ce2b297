/**
 * What a backend compiles against: a {@link dev.eventstreams.spi.StorageProvider} found by its URL scheme opens a
 * {@link dev.eventstreams.spi.StorageHandle}, which stores opaque bytes in the order it is given them.
 *
 * <p>In 1.x only default methods are added here; a backend answers a clause that it does not know with an exception and
 * never ignores it.
 */
@NullMarked
package dev.eventstreams.spi;

import org.jspecify.annotations.NullMarked;
