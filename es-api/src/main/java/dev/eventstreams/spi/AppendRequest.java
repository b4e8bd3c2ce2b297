package dev.eventstreams.spi;

import dev.eventstreams.AppendCondition;
import java.util.List;

/**
 * One append: all of it is written or none.
 *
 * @param writes one for each stream, no stream twice
 * @param conditions all of which must hold
 */
public record AppendRequest(List<StreamWrite> writes, List<AppendCondition> conditions) {}
