/** Core classes that are broken on purpose, for the kit to catch. */
@NullMarked
package dev.eventstreams.core;

import org.jspecify.annotations.NullMarked;
