package dev.eventstreams.postgres.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server for the tests is durable and leaves no files or processes behind. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class OwnPostgresTest {

  private static String ask(String url, String sql) throws SQLException {
    String jdbc = "jdbc:" + url.replace("postgres@", "") + "?user=postgres";
    try (Connection connection = DriverManager.getConnection(jdbc);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void isDurableAlsoAfterItWasRestarted() throws SQLException {
    try (OwnPostgres server = OwnPostgres.start()) {
      for (int restarts = 0; restarts < 3; restarts++) {
        assertEquals("on", ask(server.url(), "SHOW fsync"));
        assertEquals("on", ask(server.url(), "SHOW synchronous_commit"));
        assertEquals("300", ask(server.url(), "SHOW max_connections"));
        if (restarts == 0) {
          server.restartImmediately();
        } else {
          server.stop("immediate");
          assertThrows(SQLException.class, () -> ask(server.url(), "SELECT 1"));
          server.startAgain();
        }
      }
    }
  }

  @Test
  void endsWithTheProcessThatStartedItEvenIfThatIsKilled() throws Exception {
    ProcessBuilder builder = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Starter.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    Path directory;
    long server;
    try (BufferedReader told = process.inputReader(UTF_8)) {
      directory = Path.of(told.readLine());
      server = Long.parseLong(told.readLine());
      assertTrue(ProcessHandle.of(server).isPresent(), "no server runs");
    } finally {
      process.destroyForcibly().waitFor();
    }
    ProcessHandle.of(server).ifPresent(running -> running.onExit().join());
    while (Files.exists(directory)) {
      Thread.onSpinWait();
    }
  }

  /**
   * Another process, which starts a server, prints the directory of its files and its process id,
   * and waits.
   */
  static final class Starter {

    private Starter() {}

    public static void main(String[] arguments) throws Exception {
      OwnPostgres server = OwnPostgres.start();
      String directory = ask(server.url(), "SHOW data_directory");
      System.out.println(directory);
      System.out.println(
          Files.readAllLines(Path.of(directory, "postmaster.pid")).get(0));
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
