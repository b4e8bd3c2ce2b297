package dev.eventstreams;

import dev.eventstreams.spi.Names;

/**
 * Thrown if a position or version is above the head: it comes from another store, or this store was
 * set back to an older state.
 */
public final class PositionAheadException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  private final String source;
  private final long requested;
  private final long head;

  /**
   * Creates an exception that names the source, the requested version or position, and the head.
   */
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

  /** Returns the requested version or position. */
  public long requested() {
    return requested;
  }

  /** Returns the head of the source: its last version or position. */
  public long head() {
    return head;
  }
}
