package dev.eventstreams.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A disk under a process that the kit can make fail: {@code failing_disk.c}, which is compiled and
 * preloaded into the JVM. It is set up for one case after the other, and traces the calls that
 * change the files of a directory.
 *
 * <p>It needs Linux and a C compiler, {@code cc}. Without them the chapter fails; it is not
 * skipped.
 */
final class FailingDisk implements AutoCloseable {

  /** The kinds of calls that change files, with their numbers in the C source. */
  enum Kind {
    WRITE(0),
    SYNC(1),
    TRUNCATE(2),
    CREATE(3),
    RENAME(4),
    UNLINK(5),
    MKDIR(6),
    LINK(7);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    static Kind of(long number) {
      return Arrays.stream(values())
          .filter(kind -> kind.number == number)
          .findFirst()
          .orElseThrow();
    }
  }

  private static final String CONTROL = "FAILING_DISK_CONTROL";
  private static final String TRACE = "FAILING_DISK_TRACE";

  private static final VarHandle NUMBERS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int INJECTED = 32;
  private static final int TRACED = 40;
  private static final int COUNTS = 48;
  private static final int DIRECTORY = COUNTS + 8 * Kind.values().length;
  private static final int LONGEST_PATH = 1_023;
  private static final int LENGTH = 4_096;

  private final Path folder;
  private final ByteBuffer memory;

  private FailingDisk(Path folder) {
    this.folder = folder;
    this.memory = map(folder.resolve("control"));
  }

  /** Compiles the library, and returns a disk that no process uses yet. */
  static FailingDisk create() {
    try {
      Path folder = Files.createTempDirectory("es-tck-disk");
      compile(folder);
      Files.write(folder.resolve("control"), new byte[LENGTH]);
      Files.createFile(folder.resolve("trace"));
      return new FailingDisk(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compile(Path folder) throws IOException {
    Path source = folder.resolve("failing_disk.c");
    try (InputStream resource =
        Objects.requireNonNull(FailingDisk.class.getResourceAsStream("failing_disk.c"))) {
      Files.copy(resource, source);
    }
    List<String> command = List.of(
        "cc",
        "-shared",
        "-fPIC",
        "-O1",
        "-o",
        library(folder),
        source.toString(),
        "-ldl",
        "-lpthread");
    String output;
    try {
      Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
      output = new String(compiler.getInputStream().readAllBytes(), UTF_8);
      if (compiler.waitFor() == 0) {
        return;
      }
    } catch (IOException e) {
      output = e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      output = "interrupted";
    }
    throw new AssertionError("the chapter on failing storage needs Linux and a C compiler: "
        + String.join(" ", command) + ": " + output);
  }

  private static String library(Path folder) {
    return folder.resolve("failing_disk.so").toString();
  }

  private static ByteBuffer map(Path control) {
    try (FileChannel channel =
        FileChannel.open(control, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the number of calls that were traced in this process, which must run on such a disk.
   */
  static long tracedHere() {
    return (long) NUMBERS.getVolatile(Here.MEMORY, TRACED);
  }

  private static final class Here {
    static final ByteBuffer MEMORY = map(Path.of(System.getenv(CONTROL)));
  }

  /** Returns the environment variables for a process that runs on this disk. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD",
        library(folder),
        CONTROL,
        folder.resolve("control").toString(),
        TRACE,
        folder.resolve("trace").toString());
  }

  /** Begins a case: clears the trace, and makes the fault happen to files in the directory. */
  void begin(Path directory, DiskFault fault) {
    byte[] path = directory.toAbsolutePath().toString().getBytes(UTF_8);
    if (path.length > LONGEST_PATH) {
      throw new IllegalArgumentException(
          "the path is longer than " + LONGEST_PATH + " bytes: " + directory);
    }
    end();
    try {
      Files.write(folder.resolve("trace"), new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    memory.put(0, new byte[LENGTH]);
    set(0, fault.kind().number);
    set(8, fault.nth());
    set(16, fault.effect().number());
    set(24, fault.forEver() ? 1 : 0);
    memory.put(DIRECTORY, path);
  }

  /** Ends the case: no more calls are counted, traced or made to fail. */
  void end() {
    memory.put(DIRECTORY, (byte) 0);
  }

  /** Returns the number of calls in the case to which the fault happened. */
  long injected() {
    return (long) NUMBERS.getVolatile(memory, INJECTED);
  }

  /** Returns the number of calls of a kind in the case. */
  long count(Kind kind) {
    return (long) NUMBERS.getVolatile(memory, COUNTS + 8 * kind.number);
  }

  /** Returns the trace of the case. */
  DiskTrace trace(Path directory) {
    try {
      return DiskTrace.read(directory, Files.readAllBytes(folder.resolve("trace")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void set(int offset, long number) {
    NUMBERS.setVolatile(memory, offset, number);
  }

  @Override
  public void close() throws IOException {
    Folders.delete(folder);
  }
}
