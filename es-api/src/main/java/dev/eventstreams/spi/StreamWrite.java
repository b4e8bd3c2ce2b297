package dev.eventstreams.spi;

import dev.eventstreams.ExpectedVersion;
import java.util.List;

/**
 * The part of an append that is for one stream.
 *
 * @param streamId the id of the stream
 * @param expected the expected version of the stream
 * @param events the events; may be empty
 */
public record StreamWrite(String streamId, ExpectedVersion expected, List<NewEvent> events) {}
