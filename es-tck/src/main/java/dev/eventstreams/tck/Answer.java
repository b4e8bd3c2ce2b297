package dev.eventstreams.tck;

import java.io.Serializable;
import java.util.List;

/** The answer of a store to a {@link Call}. */
sealed interface Answer extends Serializable {

  /** The append wrote its events, or it repeats an earlier append. */
  record Done(List<Event> events, boolean repeat) implements Answer {
    @Override
    public String toString() {
      return (repeat ? "a repeat of " : "wrote ") + events;
    }
  }

  /** The stream is at another version than the append expected. */
  record Conflict(String stream, long actual) implements Answer {
    @Override
    public String toString() {
      return "conflict, " + stream + " is at version " + actual;
    }
  }

  /** An event violates the append's condition. */
  record Violated() implements Answer {
    @Override
    public String toString() {
      return "its condition is violated";
    }
  }

  /** The position of the append's condition is past the head. */
  record Ahead() implements Answer {
    @Override
    public String toString() {
      return "its condition is past the head";
    }
  }

  /** These events were read or delivered. */
  record Events(List<Event> events) implements Answer {
    @Override
    public String toString() {
      return events.toString();
    }
  }

  /** A version or a head. */
  record At(long place) implements Answer {
    @Override
    public String toString() {
      return Long.toString(place);
    }
  }

  /**
   * An event and the place at which a client saw it.
   *
   * @param label the data of the event; for a repeat, the data in the request
   */
  record Event(String stream, String label, long version, long position) implements Serializable {
    @Override
    public String toString() {
      return label + " (" + stream + " " + version + ", @all " + position + ")";
    }
  }
}
