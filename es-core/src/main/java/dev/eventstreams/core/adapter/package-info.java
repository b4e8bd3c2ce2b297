/**
 * For authors of backends: what has to be equal everywhere. The planner that judges appends, filters as predicates and as
 * SQL, and the one JSON text of metadata; and, for those who keep files, which file is the one they have opened.
 */
@NullMarked
package dev.eventstreams.core.adapter;

import org.jspecify.annotations.NullMarked;
