package dev.eventstreams.tck;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The beginning or the end of a call of a client.
 *
 * @param stamp orders the moments of all clients, in all processes
 * @param call the call, at its beginning; else null
 * @param answer the answer, at the end of a call; else null
 */
record Moment(
    long stamp, int client, @Nullable Call call, @Nullable Answer answer) implements Serializable {

  /** Returns the moment in one word. */
  String encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** Reads a moment that {@link #encode} returned in a process that the kit has started. */
  static Moment decode(String word) {
    byte[] bytes = Base64.getDecoder().decode(word);
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (Moment) in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("no moment of a history: " + word, e);
    }
  }
}
