package dev.eventstreams.postgres.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A separate PostgreSQL server from binaries: real, durable, on a free port; tests may stop it or
 * kill it.
 *
 * <p>The user {@code postgres} needs no password; all other users need one. The server stops, and
 * its files are removed, when it is closed or when this JVM ends, also by {@code kill -9}: a shell
 * waits for the end of its input, and only this JVM holds that input open.
 */
public final class OwnPostgres implements AutoCloseable {

  static final int MAX_CONNECTIONS = 300;

  private static final boolean WINDOWS = File.separatorChar == '\\';

  private static final long PATIENCE_SECONDS = 60;

  // A strong reference, because otherwise the logger's level is lost.
  private static final Logger QUIET = Logger.getLogger("io.zonky.test");

  private static final String ACCESS = """
      local all all trust
      local replication all trust
      host all postgres all trust
      host replication postgres all trust
      host all all all scram-sha-256
      """;

  private static final String STOP_AT_END_OF_INPUT = """
      trap '' INT HUP TERM
      cat >/dev/null
      server=$(head -n 1 "$1/postmaster.pid" 2>/dev/null)
      [ -n "$server" ] && kill -INT "$server"
      tries=0
      while [ -e "$1/postmaster.pid" ] && [ $tries -lt 300 ]; do sleep 0.1; tries=$((tries + 1)); done
      rm -rf "$1"
      """;

  private final Path directory;
  private final EmbeddedPostgres postgres;
  private final @Nullable Process keeper;

  private OwnPostgres(Path directory, EmbeddedPostgres postgres, @Nullable Process keeper) {
    this.directory = directory;
    this.postgres = postgres;
    this.keeper = keeper;
  }

  /** Starts a server. */
  public static OwnPostgres start() {
    QUIET.setLevel(Level.WARNING);
    try {
      Path directory = Files.createTempDirectory("es-postgres");
      Process keeper = WINDOWS
          ? null
          : new ProcessBuilder("sh", "-c", STOP_AT_END_OF_INPUT, "sh", directory.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      EmbeddedPostgres postgres = EmbeddedPostgres.builder()
          .setDataDirectory(directory)
          .setCleanDataDirectory(true)
          .setRegisterShutdownHook(WINDOWS)
          .setDataDirectoryCustomizer(OwnPostgres::setAccess)
          .setServerConfig("fsync", "on")
          .setServerConfig("synchronous_commit", "on")
          .setServerConfig("max_connections", Integer.toString(MAX_CONNECTIONS))
          .setServerConfig("shared_buffers", "256MB")
          .setServerConfig("max_wal_size", "4GB")
          .start();
      return new OwnPostgres(directory, postgres, keeper);
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL does not start", e);
    }
  }

  private static void setAccess(File directory) {
    try {
      Files.writeString(directory.toPath().resolve("pg_hba.conf"), ACCESS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the port on {@code localhost}. */
  public int port() {
    return postgres.getPort();
  }

  /** Returns the URL of the server's database, without options. */
  public String url() {
    return "postgresql://postgres@localhost:" + port() + "/postgres";
  }

  /** Returns the URL of an empty store in a new schema; opening the store creates the schema. */
  public String newStore() {
    return url() + "?schema=" + PostgresServer.newSchema();
  }

  /**
   * Kills all processes of the server at once, as {@code pg_ctl restart -m immediate} does, and
   * starts the server again, which then recovers.
   */
  public void restartImmediately() {
    run("-m", "immediate", "-w", "restart");
  }

  /** Stops the server: {@code immediate} for a crash, {@code fast} for an ordinary end. */
  public void stop(String mode) {
    run("-m", mode, "-w", "stop");
  }

  /** Starts the server again after {@link #stop}. */
  public void startAgain() {
    run("-w", "-o", "-p " + port() + " -c max_connections=" + MAX_CONNECTIONS, "start");
  }

  /**
   * Starts the server again after {@link #stop} as a replica that waits for more of the log. The
   * replica answers reads only if it is {@code readable}.
   */
  public void startAsReplica(boolean readable) {
    try {
      Files.createFile(directory.resolve("standby.signal"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String options = "-p " + port() + " -c max_connections=" + MAX_CONNECTIONS + " -c hot_standby="
        + (readable ? "on" : "off");
    run("-w", "-o", options, "start");
  }

  /** Makes the replica a primary, as in a failover. */
  public void promote() {
    run("-w", "promote");
  }

  private void run(String... arguments) {
    List<String> command = new ArrayList<>();
    if (!WINDOWS && "root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U")); // PostgreSQL refuses to run as root
    }
    command.add(program("pg_ctl"));
    command.addAll(List.of("-D", directory.toString(), "-t", Long.toString(PATIENCE_SECONDS)));
    command.addAll(Arrays.asList(arguments));
    try {
      Path log = directory.resolve("pg_ctl.log");
      Process process = new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
      if (!process.waitFor(2 * PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(command + " failed: " + Files.readString(log));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while PostgreSQL was restarted", e);
    }
  }

  // The server writes the command that started it to this file.
  private String program(String name) {
    try {
      String started = Files.readString(directory.resolve("postmaster.opts"));
      Path postgres = Path.of(started.substring(0, started.indexOf(" \"")));
      return postgres.resolveSibling(WINDOWS ? name + ".exe" : name).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops the server and removes its files. Idempotent. */
  @Override
  public void close() {
    try {
      if (keeper == null) {
        postgres.close();
        return;
      }
      keeper.getOutputStream().close();
      boolean unused = keeper.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
