package dev.eventstreams;

import dev.eventstreams.spi.Names;

/**
 * Thrown where a position or version is past the end: it comes from another store, or this one was set back to an older
 * state.
 */
public final class PositionAheadException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  private final String source;
  private final long requested;
  private final long head;

  /** Says what was asked for and where the source ends. */
  public PositionAheadException(String source, long requested, long head) {
    super(Names.quote(source) + " ends at " + head + ", before " + requested, null);
    this.source = source;
    this.requested = requested;
    this.head = head;
  }

  /** Returns the stream's id, or {@code @all}. */
  public String source() {
    return source;
  }

  /** Returns the version or position that was asked for. */
  public long requested() {
    return requested;
  }

  /** Returns the last one that there is. */
  public long head() {
    return head;
  }
}
