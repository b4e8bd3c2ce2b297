package dev.eventstreams.store.sqlite;

import dev.eventstreams.spi.Names;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A stored event cannot be read. Other events can. */
final class DamagedEventException extends SQLException {

  private static final long serialVersionUID = 1L;

  DamagedEventException(String part, String stream, long position, @Nullable String reason) {
    super("the store is damaged: the " + part + " of position " + position + ", of stream "
        + Names.quote(stream) + ", cannot be read: " + reason);
  }
}
