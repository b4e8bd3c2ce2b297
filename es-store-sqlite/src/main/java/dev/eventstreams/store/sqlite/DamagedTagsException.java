package dev.eventstreams.store.sqlite;

import dev.eventstreams.spi.Names;
import java.sql.SQLException;

/** The stored tags of an event cannot be read. Other events can. */
final class DamagedTagsException extends SQLException {

  private static final long serialVersionUID = 1L;

  DamagedTagsException(String stream, long position, IllegalArgumentException cause) {
    super(
        "the store is damaged: the tags of position " + position + ", of stream "
            + Names.quote(stream) + ", cannot be read: " + cause.getMessage(),
        cause);
  }
}
