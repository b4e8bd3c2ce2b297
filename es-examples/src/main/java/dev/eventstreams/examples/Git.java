package dev.eventstreams.examples;

import dev.eventstreams.core.adapter.FileFailure;
import dev.eventstreams.spi.Names;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A running git command in a repository; its errors become exceptions with git's own message. */
final class Git implements AutoCloseable {

  /** Thrown with git's message when git fails, and when git cannot be started. */
  static final class Failed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Failed(String message) {
      super(message);
    }
  }

  private final Process process;
  private final Path errors;
  private final String name;

  /** Starts git. Its output is read from {@link #output()}. */
  Git(Path repository, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-C", repository.toString()));
    command.addAll(arguments);
    name = Names.printable(repository);
    try {
      errors = Files.createTempFile("git", ".err");
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
      builder.environment().keySet().removeIf(variable -> variable.startsWith("GIT_"));
      builder.environment().put("LC_ALL", "C");
      process = builder.start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new Failed("cannot run git: " + FileFailure.reason(e));
    }
  }

  /** Returns the one line that a command prints, or nothing. */
  static String line(Path repository, String... arguments) {
    try (Git git = new Git(repository, List.of(arguments))) {
      byte[] output = git.output().readAllBytes();
      git.finish();
      return new String(output, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  InputStream output() {
    return process.getInputStream();
  }

  /** Waits for the end of the command, once its output has ended. */
  void finish() throws IOException {
    try {
      if (process.waitFor() != 0) {
        String said = Files.readString(errors, StandardCharsets.ISO_8859_1).strip();
        close();
        throw new Failed("git cannot read " + name + ": " + Names.printable(said));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failed("interrupted while git was reading " + name);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      Files.deleteIfExists(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
