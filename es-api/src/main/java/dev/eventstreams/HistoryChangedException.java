package dev.eventstreams;

import dev.eventstreams.spi.Names;

/**
 * Thrown if a store does not have the event of a {@link Cursor} at its place any more: a failover
 * lost the last events, a backup was restored, or the cursor comes from another stream or store. To
 * resume at the cursor would skip events silently.
 */
public final class HistoryChangedException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  private final String source;
  private final transient Cursor cursor;

  /**
   * Creates an exception.
   *
   * @param source the stream's id, or {@code @all}
   * @param cursor the cursor
   * @param found what is there instead, for the message
   */
  public HistoryChangedException(String source, Cursor cursor, String found) {
    super(
        Names.quote(source) + " has no event " + Names.quote(cursor.id()) + " at " + cursor.place()
            + ": " + found,
        null);
    this.source = source;
    this.cursor = cursor;
  }

  /** Returns the stream's id, or {@code @all}. */
  public String source() {
    return source;
  }

  /** Returns the cursor that does not fit. */
  public Cursor cursor() {
    return cursor;
  }
}
