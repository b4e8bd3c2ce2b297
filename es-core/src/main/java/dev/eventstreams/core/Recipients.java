package dev.eventstreams.core;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.KeyRing;
import java.util.Set;

/**
 * Says whom an event is for: each of them can read it with their own key alone, and nobody else can.
 *
 * <pre>{@code
 * Encryption.with(ring).recipients((stream, event) ->
 *     event.type().equals("NewsPublished") ? Recipients.ALL : Set.of(stream, "auditor"))
 * }</pre>
 */
@FunctionalInterface
public interface Recipients {

  /** Everybody who has the store's common key. */
  Set<String> ALL = Set.of(KeyRing.ALL);

  /** The most recipients of one event. */
  int MAX = 255;

  /**
   * Returns the names of those an event is for, 1 to {@value #MAX}. Called by the thread that appends, for each event; by many
   * threads at once.
   *
   * @param stream the stream that the event is appended to
   * @param event the event
   */
  Set<String> of(String stream, CandidateEvent event);
}
