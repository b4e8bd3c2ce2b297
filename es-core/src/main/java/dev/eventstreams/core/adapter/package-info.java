/**
 * Code that must work in the same way in all backends, for authors of backends: the planner that
 * decides appends, filters as predicates and as SQL, and the canonical JSON text of metadata. For
 * backends that store files: the identity of open files, claims of files in the JVM, and helpers
 * for directories and failures.
 */
@NullMarked
package dev.eventstreams.core.adapter;

import org.jspecify.annotations.NullMarked;
