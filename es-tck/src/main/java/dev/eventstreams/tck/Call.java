package dev.eventstreams.tck;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request of a client of a {@link History} to a store. */
sealed interface Call extends Serializable {

  /** The expected version of an append that accepts any version. */
  long ANY = -1;

  /**
   * An append.
   *
   * @param parts one for each stream
   * @param guard the append's condition, if it has one
   * @param key the idempotency key of its one event, if it has one
   */
  record Append(
      List<Part> parts, @Nullable Guard guard, @Nullable String key) implements Call {

    List<String> labels() {
      return parts.stream().flatMap(part -> part.labels().stream()).toList();
    }

    @Override
    public String toString() {
      return "append " + parts + (guard == null ? "" : " if " + guard)
          + (key == null ? "" : " with key " + key);
    }
  }

  /**
   * The part of an append for one stream.
   *
   * @param expected the expected version, or {@link #ANY}
   * @param labels the data of its events; no other append of the history writes the same data
   */
  record Part(String stream, long expected, List<String> labels) implements Serializable {
    @Override
    public String toString() {
      return String.join("+", labels) + " to " + stream
          + (expected == ANY ? "" : " at version " + expected);
    }
  }

  /** The condition that no event of the stream is past the position. */
  record Guard(String stream, long after) implements Serializable {
    @Override
    public String toString() {
      return stream + " has no event past position " + after;
    }
  }

  /** A read of a stream to its end, or of all events if the stream is null. */
  record Read(@Nullable String stream, long after) implements Call {
    @Override
    public String toString() {
      return "read " + name(stream) + " after " + after;
    }
  }

  /** A request for the version of a stream, or for the head of the store if the stream is null. */
  record Head(@Nullable String stream) implements Call {
    @Override
    public String toString() {
      return "head of " + name(stream);
    }
  }

  /** The next event that a watch delivers after the given version or position. */
  record Next(@Nullable String stream, long after) implements Call {
    @Override
    public String toString() {
      return "next of a watch of " + name(stream) + " after " + after;
    }
  }

  private static String name(@Nullable String stream) {
    return stream == null ? "@all" : stream;
  }
}
