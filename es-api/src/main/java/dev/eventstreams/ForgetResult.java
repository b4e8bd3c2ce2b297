package dev.eventstreams;

/**
 * What forgetting a recipient destroyed.
 *
 * @param keysDestroyed how many of the recipient's keys were destroyed by this call; 0 where there was none, or none any more
 * @param hadKeys whether the recipient ever had a key: false for a name that nothing was ever encrypted for, such as one that is
 *     misspelt
 */
public record ForgetResult(int keysDestroyed, boolean hadKeys) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the number is below 0, or above it for a recipient who never had a key
   */
  public ForgetResult {
    if (keysDestroyed < 0 || (keysDestroyed > 0 && !hadKeys)) {
      throw new IllegalArgumentException(keysDestroyed + " keys destroyed of a recipient who "
          + (hadKeys ? "had keys" : "never had one"));
    }
  }
}
