package dev.eventstreams.core;

import dev.eventstreams.Bytes;
import dev.eventstreams.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * What a reader gets of stored bytes: the plain bytes, or the reason why there are none.
 *
 * @param bytes empty if there is a reason
 * @param redaction null if the bytes are there
 */
record Content(Bytes bytes, @Nullable Redaction redaction) {

  static final Content FORGOTTEN = new Content(Bytes.empty(), Redaction.FORGOTTEN);
  static final Content NOT_FOR_READER = new Content(Bytes.empty(), Redaction.NOT_FOR_READER);

  static Content of(Bytes bytes) {
    return new Content(bytes, null);
  }
}
