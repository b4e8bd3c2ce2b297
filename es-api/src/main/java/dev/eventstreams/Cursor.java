package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place in a stream or in the whole store at which to resume, with the id of the event there. A
 * read or watch that resumes {@code after} a cursor checks that the store still has this event
 * there, and otherwise fails with {@link HistoryChangedException}. Immutable.
 *
 * <p>Applications keep a cursor as text: {@link #toString()} writes it, {@link #parse} reads it.
 */
public final class Cursor {

  private static final Cursor START = new Cursor(0, "");

  private final long place;
  private final String id;

  private Cursor(long place, String id) {
    this.place = place;
    this.id = id;
  }

  /** Returns the cursor before the first event. */
  public static Cursor start() {
    return START;
  }

  /**
   * Returns the cursor at a place, without an id: a read or watch that resumes there checks no
   * event.
   *
   * @param place a version on a stream, a position on the whole store
   * @throws IllegalArgumentException if the place is below 0
   */
  public static Cursor at(long place) {
    if (place < 0) {
      throw new IllegalArgumentException("the place " + place + " of a cursor is below 0");
    }
    return place == 0 ? START : new Cursor(place, "");
  }

  /**
   * Returns the cursor at a place, with the id of the last event at it or before it.
   *
   * @param place a version on a stream, a position on the whole store
   * @param id the id of the event
   * @throws IllegalArgumentException if the place is below 1 or the id is empty
   */
  public static Cursor at(long place, String id) {
    Objects.requireNonNull(id, "id");
    if (place < 1 || id.isEmpty()) {
      throw new IllegalArgumentException(
          "a cursor at place " + place + " with the id " + Names.quote(id));
    }
    return new Cursor(place, id);
  }

  /**
   * Returns the cursor of which {@link #toString()} gave this text.
   *
   * @throws IllegalArgumentException if the text is not that of a cursor
   */
  public static Cursor parse(String text) {
    Objects.requireNonNull(text, "text");
    int colon = text.indexOf(':');
    String number = colon < 0 ? text : text.substring(0, colon);
    try {
      long place = Long.parseLong(number);
      return colon < 0 ? at(place) : at(place, text.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          Names.quote(text) + " is not a cursor; an example is \"42:01M8Q70DE9Q92WS7XW01MCFQKT\"",
          e);
    }
  }

  /** Returns the place: a version on a stream, a position on the whole store; 0 at the start. */
  public long place() {
    return place;
  }

  /** Returns the id of the last event at the place or before it; empty if the cursor has none. */
  public String id() {
    return id;
  }

  /** Returns whether the other object is a cursor at the same place with the same id. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Cursor cursor && place == cursor.place && id.equals(cursor.id);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(place) * 31 + id.hashCode();
  }

  /** Returns the place, and if the cursor has an id, a colon and the id. */
  @Override
  public String toString() {
    return id.isEmpty() ? Long.toString(place) : place + ":" + id;
  }
}
