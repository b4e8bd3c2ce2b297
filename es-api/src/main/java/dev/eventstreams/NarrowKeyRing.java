package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.util.Set;
import java.util.UUID;

/** A ring with only the keys that another ring has of some recipients. */
record NarrowKeyRing(KeyRing whole, Set<String> recipients) implements KeyRing {

  NarrowKeyRing {
    recipients = Set.copyOf(recipients);
    recipients.forEach(Names::recipient);
  }

  @Override
  public Answer find(UUID keyId) {
    Answer answer = whole.find(keyId);
    boolean hidden = answer instanceof Known known && !has(known.recipient());
    return hidden ? new Unknown() : answer;
  }

  @Override
  public UUID currentKey(String recipient) {
    return whole.currentKey(mine(recipient));
  }

  @Override
  public UUID rotate(String recipient) {
    return whole.rotate(mine(recipient));
  }

  @Override
  public ForgetResult forget(String recipient) {
    return whole.forget(mine(recipient));
  }

  @Override
  public void destroyKeys(String recipient) {
    whole.destroyKeys(SNAPSHOTS.equals(recipient) ? recipient : mine(recipient));
  }

  private boolean has(String recipient) {
    return recipients.contains(recipient) || recipient.equals(RING);
  }

  private String mine(String recipient) {
    if (!has(Names.recipient(recipient))) {
      throw new IllegalArgumentException("this key ring has no keys of the recipient "
          + Names.quote(recipient) + ", only of " + recipients);
    }
    return recipient;
  }
}
