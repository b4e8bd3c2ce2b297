package dev.eventstreams.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM with the class path of this JVM. The two exchange lines of text. */
final class Forked implements AutoCloseable {

  private static final String LOGGING = "java.util.logging.config.file";

  private final Process process;
  private final BufferedReader from;
  private final Writer to;

  private Forked(Process process) {
    this.process = process;
    this.from =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.to = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Starts a class's main method. Its error output goes to the error output of this JVM, and it has
   * the same logging configuration.
   */
  static Forked start(List<String> jvmOptions, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    String logging = System.getProperty(LOGGING);
    if (logging != null) {
      command.add("-D" + LOGGING + "=" + logging);
    }
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    return new Forked(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /**
   * Returns the next line that the JVM prints.
   *
   * @throws IOException if the JVM ended instead
   */
  String line() throws IOException {
    String line = from.readLine();
    if (line == null) {
      throw new IOException("the forked JVM ended");
    }
    return line;
  }

  /** Sends the JVM a line. */
  void send(String line) throws IOException {
    to.write(line);
    to.write('\n');
    to.flush();
  }

  /**
   * Waits until the JVM ends.
   *
   * @throws IOException if the JVM failed
   */
  void await() throws IOException, InterruptedException {
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IOException("the forked JVM ended with exit code " + exit);
    }
  }

  /** Ends the JVM if it still runs. */
  @Override
  public void close() {
    process.destroy();
  }
}
