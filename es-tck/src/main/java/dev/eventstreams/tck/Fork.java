package dev.eventstreams.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM like this one that runs {@link Worker}: it is told lines and answers in lines.
 *
 * <p>It has this JVM's class path or module path, so that it finds the same backends. It ends when its input ends, so that
 * none outlives the kit.
 */
final class Fork implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  // Never equal to a line of the worker's: those have no line break.
  private static final String END = "\n";

  private final Process process;
  private final Writer input;
  private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
  private final Path errors;

  private Fork(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    this.input = new OutputStreamWriter(process.getOutputStream(), UTF_8);
    Thread reader = new Thread(this::readOutput, "tck-fork-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a JVM; it is booting when this returns, and obeys what it is told once it has. */
  static Fork start() {
    try {
      Path errors = Files.createTempFile("es-tck-fork", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command()).redirectError(ProcessBuilder.Redirect.to(errors.toFile()));
      // Not an argument: a class path may be longer than a command line.
      builder.environment().put("CLASSPATH", System.getProperty("java.class.path", ""));
      return new Fork(builder.start(), errors);
    } catch (IOException e) {
      throw new UncheckedIOException("no JVM could be started", e);
    }
  }

  private static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    Module module = Worker.class.getModule();
    if (module.isNamed()) {
      command.addAll(List.of("--module-path", System.getProperty("jdk.module.path", "")));
      command.addAll(List.of("--module", module.getName() + "/" + Worker.class.getName()));
    } else {
      command.add(Worker.class.getName());
    }
    return command;
  }

  /** Tells the worker a line. */
  void tell(String line) {
    try {
      input.write(line + "\n");
      input.flush();
    } catch (IOException e) {
      throw new AssertionError("the forked JVM did not take \"" + line + "\": " + errors(), e);
    }
  }

  /** Returns the next line that the worker answers. */
  String hear() {
    return hear(PATIENCE);
  }

  /** Returns the next line that the worker answers, which may take so long. */
  String hear(Duration patience) {
    String line = next(patience);
    if (line.equals(END)) {
      throw new AssertionError("the forked JVM ended: " + errors());
    }
    return line;
  }

  /** Returns whether there is something to hear. */
  boolean hasAnswered() {
    return !output.isEmpty();
  }

  /** Tells the worker a line and returns the next one that it answers. */
  String ask(String line) {
    tell(line);
    return hear();
  }

  /** Kills the JVM as {@code kill -9} does, and returns the whole lines that it had still answered. */
  List<String> kill() {
    process.destroyForcibly();
    List<String> rest = new ArrayList<>();
    for (String line = next(PATIENCE); !line.equals(END); line = next(PATIENCE)) {
      rest.add(line);
    }
    return rest;
  }

  @Override
  public void close() {
    try {
      process.destroyForcibly();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the forked JVM " + process.pid() + " cannot be killed");
      }
      Files.deleteIfExists(errors);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String next(Duration patience) {
    try {
      String line = output.poll(patience.toSeconds(), TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError(
            "the forked JVM was silent for " + patience.toSeconds() + " s: " + errors());
      }
      return line;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a forked JVM", e);
    }
  }

  // By character: what stands after the last line break was cut off by a kill and is no answer.
  private void readOutput() {
    StringBuilder line = new StringBuilder();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (int c = reader.read(); c >= 0; c = reader.read()) {
        if (c == '\n') {
          output.add(line.toString());
          line.setLength(0);
        } else {
          line.append((char) c);
        }
      }
    } catch (IOException e) {
      // The process was killed: its output ends here.
    }
    output.add(END);
  }

  private String errors() {
    try {
      return Files.readString(errors).strip();
    } catch (IOException e) {
      return "its errors are lost: " + e;
    }
  }
}
