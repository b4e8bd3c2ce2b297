package dev.eventstreams.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM with this one's class path, spoken to in lines. */
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

  /** Starts a class's main method; what it writes to its error output goes to ours, and what it logs is set as it is here. */
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
   * Returns the next line that it prints.
   *
   * @throws IOException if it ended instead
   */
  String line() throws IOException {
    String line = from.readLine();
    if (line == null) {
      throw new IOException("the forked JVM ended");
    }
    return line;
  }

  /** Sends it a line. */
  void send(String line) throws IOException {
    to.write(line);
    to.write('\n');
    to.flush();
  }

  /**
   * Waits until it ends.
   *
   * @throws IOException if it failed
   */
  void await() throws IOException, InterruptedException {
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IOException("the forked JVM ended with exit code " + exit);
    }
  }

  /** Ends it if it still runs. */
  @Override
  public void close() {
    process.destroy();
  }
}
