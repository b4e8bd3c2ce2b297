package dev.eventstreams.tck;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.StorageHandle;
import java.util.List;

/**
 * Storage that rejects each whole group that has an event of one type, like a database that rejects
 * one row.
 */
final class Rejecting extends Tap {

  private final String type;

  Rejecting(StorageHandle below, String type) {
    super(below);
    this.type = type;
  }

  @Override
  public GroupOutcome append(List<AppendRequest> group) {
    boolean rejected = group.stream()
        .flatMap(request -> request.writes().stream())
        .flatMap(write -> write.events().stream())
        .anyMatch(event -> event.type().equals(type));
    if (rejected) {
      throw new StorageException("the database rejects an event of type " + type, null);
    }
    return super.append(group);
  }
}
