/**
 * For authors of backends: what has to be equal everywhere. The planner that judges appends, filters as predicates and as
 * SQL, and the one JSON text of metadata.
 */
@NullMarked
package dev.eventstreams.core.adapter;

import org.jspecify.annotations.NullMarked;
