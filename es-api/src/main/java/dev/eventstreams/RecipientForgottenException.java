package dev.eventstreams;

import dev.eventstreams.spi.Names;

/** Thrown if data would have to be encrypted for a forgotten recipient; nothing was written. */
public final class RecipientForgottenException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  private final String recipient;

  /** Creates an exception that names the recipient. */
  public RecipientForgottenException(String recipient) {
    super(
        "the recipient " + Names.quote(recipient)
            + " was forgotten: nothing can be written for them any more",
        null);
    this.recipient = recipient;
  }

  /** Returns the name of the forgotten recipient. */
  public String recipient() {
    return recipient;
  }
}
