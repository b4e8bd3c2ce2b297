package dev.eventstreams.tck;

import dev.eventstreams.Bytes;
import dev.eventstreams.spi.EventRecord;
import java.util.List;

/** Copies of event records with one field changed. */
final class Altered {

  private Altered() {}

  static EventRecord version(EventRecord event, long version) {
    return new EventRecord(
        event.streamId(),
        version,
        event.position(),
        event.timestamp(),
        event.type(),
        event.id(),
        event.keyed(),
        event.tags(),
        event.metadata(),
        event.data(),
        event.format());
  }

  static EventRecord type(EventRecord event, String type) {
    return new EventRecord(
        event.streamId(),
        event.version(),
        event.position(),
        event.timestamp(),
        type,
        event.id(),
        event.keyed(),
        event.tags(),
        event.metadata(),
        event.data(),
        event.format());
  }

  static EventRecord timestamp(EventRecord event, long timestamp) {
    return new EventRecord(
        event.streamId(),
        event.version(),
        event.position(),
        timestamp,
        event.type(),
        event.id(),
        event.keyed(),
        event.tags(),
        event.metadata(),
        event.data(),
        event.format());
  }

  static EventRecord metadata(EventRecord event, String metadata) {
    return new EventRecord(
        event.streamId(),
        event.version(),
        event.position(),
        event.timestamp(),
        event.type(),
        event.id(),
        event.keyed(),
        event.tags(),
        metadata,
        event.data(),
        event.format());
  }

  static EventRecord data(EventRecord event, Bytes data) {
    return new EventRecord(
        event.streamId(),
        event.version(),
        event.position(),
        event.timestamp(),
        event.type(),
        event.id(),
        event.keyed(),
        event.tags(),
        event.metadata(),
        data,
        event.format());
  }

  static EventRecord tags(EventRecord event, List<String> tags) {
    return new EventRecord(
        event.streamId(),
        event.version(),
        event.position(),
        event.timestamp(),
        event.type(),
        event.id(),
        event.keyed(),
        tags,
        event.metadata(),
        event.data(),
        event.format());
  }
}
