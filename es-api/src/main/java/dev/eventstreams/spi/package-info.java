/** What a backend implements: a small blocking interface over opaque bytes. */
@NullMarked
package dev.eventstreams.spi;

import org.jspecify.annotations.NullMarked;
