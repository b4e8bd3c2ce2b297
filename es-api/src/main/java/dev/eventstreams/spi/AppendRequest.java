package dev.eventstreams.spi;

import dev.eventstreams.AppendCondition;
import java.util.List;

/**
 * One append: either all of its events are written, or none.
 *
 * @param writes the writes, at most one for each stream
 * @param conditions the conditions, which must all hold
 */
public record AppendRequest(List<StreamWrite> writes, List<AppendCondition> conditions) {}
