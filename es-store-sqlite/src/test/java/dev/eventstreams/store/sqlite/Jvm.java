package dev.eventstreams.store.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts other processes on the class path of the tests. */
final class Jvm {

  private Jvm() {}

  static Process start(Class<?> main, String... options) throws IOException {
    return start(main, List.of(), options);
  }

  static Process start(Class<?> main, List<String> arguments, String... options)
      throws IOException {
    return start(List.of(), main, arguments, options);
  }

  /** Starts a process in which no file may grow beyond {@code bytes}. */
  static Process startLimited(int bytes, Class<?> main, List<String> arguments) throws IOException {
    return startAfter("ulimit -f " + bytes / 1_024, main, arguments);
  }

  /** Starts a process after a command of the shell has set its limits. */
  static Process startAfter(String command, Class<?> main, List<String> arguments)
      throws IOException {
    return start(List.of("bash", "-c", command + "; exec \"$@\"", "bash"), main, arguments);
  }

  private static Process start(
      List<String> shell, Class<?> main, List<String> arguments, String... options)
      throws IOException {
    List<String> command = new ArrayList<>(shell);
    command.addAll(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx64m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1"));
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    String logging = System.getProperty("java.util.logging.config.file");
    if (logging != null) {
      command.add("-Djava.util.logging.config.file=" + logging);
    }
    command.addAll(List.of(options));
    command.add(main.getName());
    command.addAll(arguments);
    // In a file beside the reports, because the output of the build shows no logs.
    ProcessBuilder.Redirect errors =
        ProcessBuilder.Redirect.appendTo(Path.of("target", "children.log").toFile());
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder.start();
  }
}
