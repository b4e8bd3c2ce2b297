package dev.eventstreams.tck;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.StorageHandle;
import java.util.List;

/** Storage that rejects every group with an event of one type whole, as a database does over one row it will not take. */
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
