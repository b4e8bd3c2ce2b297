/** What must be equal on every backend, ready for adapters to use. */
@NullMarked
package dev.eventstreams.core.adapter;

import org.jspecify.annotations.NullMarked;
