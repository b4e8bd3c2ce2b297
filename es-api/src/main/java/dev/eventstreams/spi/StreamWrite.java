package dev.eventstreams.spi;

import dev.eventstreams.ExpectedVersion;
import java.util.List;

/**
 * What an append writes to one stream.
 *
 * @param streamId the stream
 * @param expected what it must be at
 * @param events perhaps none
 */
public record StreamWrite(String streamId, ExpectedVersion expected, List<NewEvent> events) {}
