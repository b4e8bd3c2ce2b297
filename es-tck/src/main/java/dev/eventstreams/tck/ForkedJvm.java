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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Another JVM like this one. A {@link Fork} talks with each of its workers.
 *
 * <p>It has the class path or module path of this JVM, so that it finds the same backends. It ends
 * when its input ends, so that it does not outlive the kit.
 */
final class ForkedJvm {

  /** Follows the last line. It never equals a line of a worker, since those have no line break. */
  static final String END = "\n";

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final Writer input;
  private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
  private final Path errors;

  private ForkedJvm(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    this.input = new OutputStreamWriter(process.getOutputStream(), UTF_8);
    Thread reader = new Thread(this::readOutput, "tck-fork-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a JVM with a heap of so many megabytes; the JVM is still booting when this returns. */
  static ForkedJvm boot(int heapMegabytes) {
    return boot(heapMegabytes, Map.of());
  }

  /** Starts a JVM with these additional variables in its environment. */
  static ForkedJvm boot(int heapMegabytes, Map<String, String> environment) {
    try {
      Path errors = Files.createTempFile("es-tck-fork", ".err");
      errors.toFile().deleteOnExit();
      ProcessBuilder builder = new ProcessBuilder(command(heapMegabytes))
          .redirectError(ProcessBuilder.Redirect.to(errors.toFile()));
      // Not passed as an argument, since a class path may be longer than a command line.
      builder.environment().put("CLASSPATH", System.getProperty("java.class.path", ""));
      builder.environment().putAll(environment);
      return new ForkedJvm(builder.start(), errors);
    } catch (IOException e) {
      throw new UncheckedIOException("no JVM could be started", e);
    }
  }

  private static List<String> command(int heapMegabytes) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heapMegabytes + "m");
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(locale());
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

  private static List<String> locale() {
    Locale locale = Locale.getDefault();
    return List.of(
        "-Duser.language=" + locale.getLanguage(), "-Duser.country=" + locale.getCountry());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void tell(String line) {
    try {
      input.write(line + "\n");
      input.flush();
    } catch (IOException e) {
      throw new AssertionError("the forked JVM did not take \"" + line + "\": " + errors(), e);
    }
  }

  boolean hasAnswered() {
    return !output.isEmpty();
  }

  /** Returns the next line or {@link #END}, or null if there is none within {@code patience}. */
  @Nullable String next(Duration patience) {
    try {
      return output.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a forked JVM", e);
    }
  }

  // Reads by character: text after the last line break was cut off by a kill and is no answer.
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

  /**
   * Kills the JVM as {@code kill -9} does, and returns when it holds no lock any more. The lines
   * that it had written can still be read.
   */
  void kill() {
    process
        .toHandle()
        .destroyForcibly(); // Process.destroyForcibly() closes the output with its unread lines
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the forked JVM " + process.pid() + " cannot be killed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Kills the JVM if it still runs, and returns when it has ended and its error file is deleted.
   */
  void end() {
    kill();
    try {
      Files.deleteIfExists(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String errors() {
    try {
      return Files.readString(errors).strip();
    } catch (IOException e) {
      return "its errors are lost: " + e;
    }
  }
}
