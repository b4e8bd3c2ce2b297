package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventStoreException;
import dev.eventstreams.postgres.server.OwnPostgres;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * No exception (with all its causes), no text form and no log at the finest level, of this backend,
 * the pool or the driver, contains a password.
 */
final class SecretsTest {

  private static final String PASSWORD = "s3cr3t p@ss/w?rd%&";
  private static final String ENCODED = "s3cr3t%20p%40ss%2Fw%3Frd%25%26";

  private static final List<String> LOGGERS =
      List.of("dev.eventstreams", "com.zaxxer.hikari", "org.postgresql");

  private static OwnPostgres server;

  private final Queue<String> logged = new ConcurrentLinkedQueue<>();
  private final Handler handler = new Handler() {
    @Override
    public void publish(LogRecord record) {
      logged.add(new SimpleFormatter().format(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  };
  private final List<Logger> loggers = LOGGERS.stream().map(Logger::getLogger).toList();

  @BeforeAll
  static void start() throws Exception {
    server = OwnPostgres.start();
    Samples.run(
        StoreUrl.parse(server.url()),
        "CREATE ROLE shop LOGIN PASSWORD '" + PASSWORD + "'",
        "GRANT CREATE ON DATABASE postgres TO shop");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void listen() {
    for (Logger logger : loggers) {
      logger.setLevel(Level.ALL);
      logger.setUseParentHandlers(false);
      logger.addHandler(handler);
    }
  }

  @AfterEach
  void noPasswordWasLogged() {
    for (Logger logger : loggers) {
      logger.setLevel(null);
      logger.setUseParentHandlers(true);
      logger.removeHandler(handler);
    }
    assertTrue(logged.size() > 5, "the logs were not listened to: " + logged);
    logged.forEach(SecretsTest::assertShowsNoPassword);
  }

  private static void assertShowsNoPassword(String text) {
    for (String secret : new String[] {PASSWORD, ENCODED, "s3cr3t", "p@ss", "p%40ss"}) {
      assertFalse(text.contains(secret), text);
    }
  }

  private static void assertFails(String url) {
    StoreUrl parsed = StoreUrl.parse(url);
    assertShowsNoPassword(parsed.toString());
    var failure = assertThrows(EventStoreException.class, () -> Samples.open(parsed));
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    assertShowsNoPassword(trace.toString());
  }

  @Test
  void rightPasswordOpensTheStore() {
    StoreUrl url = StoreUrl.parse("postgresql://shop:" + ENCODED + "@localhost:" + server.port()
        + "/postgres?schema=right&listen=postgresql%3A%2F%2Fshop%3A"
        + ENCODED.replace("%", "%25") + "%40localhost%3A" + server.port() + "%2Fpostgres");
    try (StorageHandle store = Samples.open(url)) {
      store.append(List.of(Samples.append("s", Samples.event("T", "{}", "x"))));
      assertShowsNoPassword(store.location());
      assertShowsNoPassword(store.toString());
      assertShowsNoPassword(PostgresSettings.of(url).toString());
      assertTrue(store.head("s").last() == 1);
    }
  }

  @Test
  void wrongPasswordIsNotShown() {
    assertFails("postgresql://shop:" + ENCODED + "x@localhost:" + server.port() + "/postgres");
    assertFails("postgresql://localhost:" + server.port() + "/postgres?user=shop&password="
        + ENCODED + "x");
  }

  @Test
  void passwordIsNotShownWhereTheDatabaseOrTheUserIsMissing() {
    assertFails("postgresql://shop:" + ENCODED + "@localhost:" + server.port() + "/missing");
    assertFails("postgresql://nobody:" + ENCODED + "@localhost:" + server.port() + "/postgres");
  }

  @Test
  void passwordIsNotShownWhereNoServerListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    for (String host : List.of("localhost:" + port, "no-such-host.invalid")) {
      assertFails("postgresql://shop:" + ENCODED + "@" + host + "/postgres?reconnect_timeout=500");
    }
  }

  @Test
  void passwordIsNotShownWhereTlsIsRefused() {
    assertFails("postgresql://shop:" + ENCODED + "@localhost:" + server.port()
        + "/postgres?sslmode=require&sslpassword=" + ENCODED);
  }

  @Test
  void passwordIsNotShownWhereASlashInItEndsTheHost() {
    for (String raw : List.of(
        "s3cr3t/word", "p@ss:s3cr3t/word", "s3cr3t:/word", "12345:s3cr3t/word", "12345/s3cr3t")) {
      StoreUrl url = StoreUrl.parse("postgresql://shop:" + raw + "@localhost/postgres");
      var failure = assertThrows(IllegalArgumentException.class, () -> Samples.open(url));
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains("write / as %2F") && !message.contains("12345"), message);
      assertShowsNoPassword(message);
    }
    assertFails(
        "postgresql://shop:" + ENCODED + "@no-such-host.invalid/postgres?reconnect_timeout=500");
  }
}
