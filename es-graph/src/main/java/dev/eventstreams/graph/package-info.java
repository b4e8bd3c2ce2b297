/**
 * Builds a knowledge graph from events, and keeps it up to date.
 *
 * <p>Start with {@link dev.eventstreams.graph.KnowledgeGraph}: it builds and watches graphs, and
 * exports them as DOT and GraphML.
 */
@NullMarked
package dev.eventstreams.graph;

import org.jspecify.annotations.NullMarked;
