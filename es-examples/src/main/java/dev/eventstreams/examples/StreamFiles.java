package dev.eventstreams.examples;

import dev.eventstreams.EventStore;
import dev.eventstreams.EventStoreException;
import dev.eventstreams.EventStream;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.StoreOptions;
import dev.eventstreams.core.StreamFile;
import dev.eventstreams.core.adapter.FileFailure;
import dev.eventstreams.spi.Names;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * {@code export URL STREAM FILE} writes the events of a stream into a file.
 * {@code import URL STREAM FILE} appends the events of a file to a stream. The file {@code -} is
 * the standard output or input.
 *
 * <p>An export creates only the file: it opens only an existing store, and refuses a stream without
 * events. An import opens its file before the store.
 */
public final class StreamFiles {

  private static final String STANDARD = "-";

  private StreamFiles() {}

  /**
   * Runs the command and prints one line. Exits with status 1 and one line of error if the command
   * fails, and with status 2 for wrong arguments.
   */
  public static void main(String[] arguments) {
    if (arguments.length != 4
        || !(arguments[0].equals("export") || arguments[0].equals("import"))) {
      System.err.println("es: export URL STREAM FILE, or import URL STREAM FILE");
      System.exit(2);
    }
    try {
      String done = arguments[0].equals("export")
          ? exported(arguments[1], arguments[2], arguments[3])
          : imported(arguments[1], arguments[2], arguments[3]);
      // The standard output contains only the exported events.
      (arguments[3].equals(STANDARD) ? System.err : System.out).println(done);
    } catch (EventStoreException | IllegalArgumentException e) {
      fail(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      fail(FileFailure.reason(e));
    }
  }

  private static void fail(String why) {
    System.err.println("es: " + why);
    System.exit(1);
  }

  static String exported(String url, String stream, String file) throws IOException {
    try (EventStore store = EventStores.openExisting(url, StoreOptions.defaults())) {
      EventStream from = store.stream(stream);
      long count = file.equals(STANDARD) ? print(from) : StreamFile.write(from, Path.of(file));
      return count + " events written to "
          + (file.equals(STANDARD) ? "standard output" : Names.printable(file));
    }
  }

  // Not System.out, which hides its failures.
  private static long print(EventStream stream) throws IOException {
    if (stream.version() == 0) {
      throw new IllegalArgumentException(
          "the stream " + Names.quote(stream.id()) + " has no events");
    }
    try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
      return StreamFile.write(stream, out);
    }
  }

  static String imported(String url, String stream, String file) throws IOException {
    try (InputStream in = open(file);
        EventStore store = EventStores.open(url)) {
      String name = file.equals(STANDARD) ? "standard input" : file;
      long added = StreamFile.read(in, name, store.stream(stream));
      return added + " events added to " + Names.quote(stream) + ", which has "
          + store.stream(stream).version();
    }
  }

  private static InputStream open(String file) throws IOException {
    if (file.equals(STANDARD)) {
      return new FileInputStream(FileDescriptor.in);
    }
    try {
      if (Files.readAttributes(Path.of(file), BasicFileAttributes.class).isDirectory()) {
        throw new IOException(Names.printable(file) + " is a directory");
      }
      return Files.newInputStream(Path.of(file));
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + Names.printable(file), e);
    } catch (FileSystemException e) {
      throw new IOException(
          "cannot read " + Names.printable(file) + ": " + FileFailure.reason(e), e);
    }
  }
}
