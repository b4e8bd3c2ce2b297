package dev.eventstreams.core;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.KeyRing;
import java.util.Set;

/**
 * Chooses the recipients of an event. Each recipient can read the event with its own key alone; no
 * other reader can read it.
 *
 * <pre>{@code
 * Encryption.with(ring).recipients((stream, event) ->
 *     event.type().equals("NewsPublished") ? Recipients.ALL : Set.of(stream, "auditor"))
 * }</pre>
 */
@FunctionalInterface
public interface Recipients {

  /** All readers who have the store's common key. */
  Set<String> ALL = Set.of(KeyRing.ALL);

  /** The most recipients of one event. */
  int MAX = 255;

  /**
   * Returns the names of the recipients of an event, 1 to {@value #MAX}. The appending thread calls
   * this for each event; many threads may call it at once.
   *
   * @param stream the stream that the event is appended to
   * @param event the event
   */
  Set<String> of(String stream, CandidateEvent event);
}
