/** Opens event stores by URL and turns a backend into the public interface. */
@NullMarked
package dev.eventstreams.core;

import org.jspecify.annotations.NullMarked;
