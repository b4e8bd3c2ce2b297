/** Programs that show the library at work on real input. */
@NullMarked
package dev.eventstreams.examples;

import org.jspecify.annotations.NullMarked;
