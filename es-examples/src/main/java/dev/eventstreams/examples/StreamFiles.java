package dev.eventstreams.examples;

import dev.eventstreams.EventStore;
import dev.eventstreams.EventStoreException;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.StreamFile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** {@code export URL STREAM FILE} takes a stream out of a store into a file, {@code import URL STREAM FILE} puts it into one. */
public final class StreamFiles {

  private StreamFiles() {}

  /** Does it and prints one line; ends with status 1 and one line if that cannot be done. */
  public static void main(String[] arguments) {
    if (arguments.length != 4
        || !(arguments[0].equals("export") || arguments[0].equals("import"))) {
      System.err.println("es: export URL STREAM FILE, or import URL STREAM FILE");
      System.exit(2);
    }
    try (EventStore store = EventStores.open(arguments[1])) {
      System.out.println(run(store, arguments[0], arguments[2], Path.of(arguments[3])));
    } catch (EventStoreException | IllegalArgumentException e) {
      System.err.println("es: " + e.getMessage());
      System.exit(1);
    }
  }

  static String run(EventStore store, String what, String stream, Path file)
      throws InvalidPathException {
    if (what.equals("export")) {
      return StreamFile.write(store.stream(stream), file) + " events written to " + file;
    }
    long added = StreamFile.read(file, store.stream(stream));
    return added + " events added to " + stream + ", which has "
        + store.stream(stream).version();
  }
}
