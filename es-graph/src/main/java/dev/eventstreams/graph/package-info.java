/**
 * Builds a knowledge graph from events, and keeps it up to date.
 *
 * <p>{@link dev.eventstreams.graph.KnowledgeGraph} is where to begin: it builds, watches, and exports as DOT and GraphML.
 */
@NullMarked
package dev.eventstreams.graph;

import org.jspecify.annotations.NullMarked;
