package dev.eventstreams;

import dev.eventstreams.spi.Names;

/** Thrown where something was to be encrypted for somebody who has been forgotten; nothing was written. */
public final class RecipientForgottenException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  private final String recipient;

  /** Says who. */
  public RecipientForgottenException(String recipient) {
    super(
        "the recipient " + Names.quote(recipient)
            + " was forgotten: nothing can be written for them any more",
        null);
    this.recipient = recipient;
  }

  /** Returns who was forgotten. */
  public String recipient() {
    return recipient;
  }
}
