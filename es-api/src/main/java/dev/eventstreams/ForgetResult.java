package dev.eventstreams;

/**
 * The result of forgetting a recipient.
 *
 * @param keysDestroyed how many of the recipient's keys this call destroyed; 0 if the recipient had
 *     no key, or no key any more
 * @param hadKeys whether the recipient ever had a key; false for a name for which nothing was ever
 *     encrypted, such as a misspelt name
 */
public record ForgetResult(int keysDestroyed, boolean hadKeys) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the number is below 0, or above 0 for a recipient who never
   *     had a key
   */
  public ForgetResult {
    if (keysDestroyed < 0 || (keysDestroyed > 0 && !hadKeys)) {
      throw new IllegalArgumentException(keysDestroyed + " keys destroyed of a recipient who "
          + (hadKeys ? "had keys" : "never had one"));
    }
  }
}
