/** Measures the library beside the fastest plain code for the same work. */
@NullMarked
package dev.eventstreams.benchmarks;

import org.jspecify.annotations.NullMarked;
