/** Builds a knowledge graph from events, and keeps it up to date. */
@NullMarked
package dev.eventstreams.graph;

import org.jspecify.annotations.NullMarked;
