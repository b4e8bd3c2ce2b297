package dev.eventstreams;

/**
 * The expected version of a stream, which an append checks in the same transaction as its write
 * (contract A5).
 *
 * <p>A stream without events is at version 0.
 */
public sealed interface ExpectedVersion {

  /** Expects nothing: the append never conflicts. */
  static ExpectedVersion any() {
    return Any.ANY;
  }

  /** Expects that the stream has no event. */
  static ExpectedVersion noStream() {
    return NoStream.NO_STREAM;
  }

  /** Expects that the stream has at least one event. */
  static ExpectedVersion streamExists() {
    return StreamExists.STREAM_EXISTS;
  }

  /**
   * Expects that the stream's last event has this version; 0 is the same as {@link #noStream()}.
   *
   * @throws IllegalArgumentException if the version is below 0
   */
  static ExpectedVersion exactly(long version) {
    return new Exactly(version);
  }

  /** Returns whether a stream at the given version (0: no event) is as expected. */
  boolean accepts(long actual);

  /** See {@link ExpectedVersion#any()}. */
  enum Any implements ExpectedVersion {
    /** The only one. */
    ANY;

    @Override
    public boolean accepts(long actual) {
      return true;
    }

    @Override
    public String toString() {
      return "any version";
    }
  }

  /** See {@link ExpectedVersion#noStream()}. */
  enum NoStream implements ExpectedVersion {
    /** The only one. */
    NO_STREAM;

    @Override
    public boolean accepts(long actual) {
      return actual == 0;
    }

    @Override
    public String toString() {
      return "no stream";
    }
  }

  /** See {@link ExpectedVersion#streamExists()}. */
  enum StreamExists implements ExpectedVersion {
    /** The only one. */
    STREAM_EXISTS;

    @Override
    public boolean accepts(long actual) {
      return actual > 0;
    }

    @Override
    public String toString() {
      return "an existing stream";
    }
  }

  /**
   * See {@link ExpectedVersion#exactly(long)}.
   *
   * @param version 0 or more
   */
  record Exactly(long version) implements ExpectedVersion {

    /**
     * Checks the version.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public Exactly {
      if (version < 0) {
        throw new IllegalArgumentException("expected version " + version + " is below 0");
      }
    }

    @Override
    public boolean accepts(long actual) {
      return actual == version;
    }

    @Override
    public String toString() {
      return "version " + version;
    }
  }
}
