/**
 * The SPI for backends: a {@link dev.eventstreams.spi.StorageProvider}, found by its URL scheme,
 * opens a {@link dev.eventstreams.spi.StorageHandle}, which stores opaque bytes in the given order.
 *
 * <p>Releases 1.x add only default methods here. A backend throws an exception for a clause that it
 * does not know, and never ignores a clause.
 */
@NullMarked
package dev.eventstreams.spi;

import org.jspecify.annotations.NullMarked;
