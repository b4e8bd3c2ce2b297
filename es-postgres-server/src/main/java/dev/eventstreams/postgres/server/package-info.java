/** A real PostgreSQL for tests, benchmarks and the processes that they start. Never published. */
@NullMarked
package dev.eventstreams.postgres.server;

import org.jspecify.annotations.NullMarked;
