package dev.eventstreams.core;

import dev.eventstreams.DecryptionException;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.StoredSnapshot;
import org.jspecify.annotations.Nullable;

/** Where stored bytes belong, for the message of what cannot be decrypted. */
interface Place {

  DecryptionException failure(String reason, @Nullable Throwable cause);

  static Place of(EventRecord event) {
    return (reason, cause) ->
        new DecryptionException(event.streamId(), event.version(), event.position(), reason, cause);
  }

  static Place of(StoredSnapshot snapshot) {
    return (reason, cause) ->
        DecryptionException.ofSnapshot(snapshot.source(), snapshot.projection(), reason, cause);
  }
}
