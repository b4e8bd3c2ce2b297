package dev.eventstreams.store.file;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import dev.eventstreams.core.EventStores;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM that runs one task on a store and prints the results as lines. */
final class Peer implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;
  private final Writer input;

  private Peer(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
  }

  /** Starts a JVM that runs this task. */
  static Peer start(String what, String url) throws IOException {
    return new Peer(command(List.of(), what, url).start());
  }

  /** Starts a JVM in which no file may grow beyond this size. */
  static Peer startLimited(int kilobytes, String what, String url) throws IOException {
    List<String> shell = List.of("bash", "-c", "ulimit -f " + kilobytes + "; exec \"$@\"", "bash");
    return new Peer(command(shell, what, url).start());
  }

  private static ProcessBuilder command(List<String> before, String what, String url) {
    List<String> command = new java.util.ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String heap = what.equals("starve") ? "-Xmx16m" : "-Xmx256m";
    command.addAll(List.of(heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(List.of(Peer.class.getName(), what, url));
    // The log file is beside the reports, because the build's own output shows no logs.
    ProcessBuilder.Redirect errors =
        ProcessBuilder.Redirect.appendTo(Path.of("target", "children.log").toFile());
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path", ""));
    return builder;
  }

  long pid() {
    return process.pid();
  }

  /** Returns the next line that the JVM prints. */
  String hear() throws IOException {
    return String.valueOf(output.readLine());
  }

  void tell(String line) throws IOException {
    input.write(line + "\n");
    input.flush();
  }

  /** Closes the JVM's input, so that the JVM ends by itself. */
  void endOfInput() throws IOException {
    input.close();
  }

  /** Kills the JVM as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly();
    process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    kill();
  }

  public static void main(String[] arguments) throws Exception {
    try (EventStore store = EventStores.open(arguments[1])) {
      switch (arguments[0]) {
        case "hold" -> {
          System.out.println("open");
          int unused = System.in.read();
        }
        case "watch" -> watch(store);
        case "fill" -> fill(store);
        case "starve" -> Starving.run(store, arguments[1]);
        default -> append(store);
      }
    } catch (RuntimeException e) {
      System.out.println(e);
    }
  }

  private static void watch(EventStore store) {
    try (Watch<StoredEvent> watch = store.all().watch().from(1).open()) {
      System.out.println("watching");
      for (StoredEvent event : watch) {
        System.out.println(event.position() + " " + event.data().utf8());
      }
    }
  }

  // A line of input gives the number of appends. They follow each other until the process is
  // killed.
  private static void append(EventStore store) throws IOException {
    System.out.println("open");
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      for (int i = 0; i < Integer.parseInt(line); i++) {
        long position = store.stream("s")
            .append(
                CandidateEvent.of("T", "written by " + ProcessHandle.current().pid()))
            .position();
        System.out.println("appended " + position);
      }
    }
  }

  // Appends until the disk is full, or the allowed part of it.
  private static void fill(EventStore store) {
    List<CandidateEvent> events =
        java.util.Collections.nCopies(10, CandidateEvent.of("T", "x".repeat(300)));
    for (int i = 0; i < 1_000; i++) {
      try {
        System.out.println("appended "
            + store.stream("s").append(ExpectedVersion.any(), events).position());
      } catch (dev.eventstreams.StorageException e) {
        System.out.println("failed " + e.outcomeUnknown() + " " + store.head());
        System.out.println(
            store.stream("s").append(CandidateEvent.of("T", "small")).position());
        return;
      }
    }
  }
}
