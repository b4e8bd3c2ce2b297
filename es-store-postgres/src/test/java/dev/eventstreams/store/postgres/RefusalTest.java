package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.StorageException;
import dev.eventstreams.postgres.server.OwnPostgres;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.spi.StoredSnapshot;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.net.SocketException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Servers that answer but refuse to serve: for which of them a call waits, and which failures it
 * reports at once.
 */
final class RefusalTest {

  private static OwnPostgres server;

  @BeforeAll
  static void start() throws SQLException {
    server = OwnPostgres.start();
    Samples.run(StoreUrl.parse(server.url()), "CREATE ROLE shop LOGIN PASSWORD 'right'");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static StorageException refused(String url) {
    var failure = assertThrows(StorageException.class, () -> Samples.open(StoreUrl.parse(url)));
    assertFalse(failure.unavailable(), failure.toString());
    return failure;
  }

  @Test
  void wrongPasswordIsNotReportedAsUnavailable() {
    String place = "@localhost:" + server.port() + "/postgres";
    Samples.assertSays(refused("postgresql://shop:wrong" + place), "the user or the password");
    Samples.assertSays(refused("postgresql://shop" + place), "not accepted", "no password");
  }

  @Test
  void serverWithoutTlsIsNotReportedAsUnavailable() {
    Samples.assertSays(
        refused(server.url() + "?sslmode=require"),
        "not accepted",
        "SSL"); // the driver's own text is in the language of the locale
  }

  @Test
  void controlCharactersThatTheServerRepeatsAreEscaped() {
    Throwable at = refused(server.url() + "%0A%1B%5B31mred");
    Samples.assertSays(at, "no such database", "\\u000a\\u001b[31mred");
    for (; at != null; at = at.getCause()) {
      String told = at.toString();
      assertTrue(told.chars().noneMatch(Character::isISOControl), told);
    }
  }

  @Test
  void onlyBrokenConnectionsAreRetried() {
    for (Throwable broken : List.of(
        new EOFException(),
        new SocketException("Connection reset"),
        new SSLHandshakeException("ended").initCause(new EOFException()),
        new SSLException("reset", new SocketException("Connection reset")))) {
      assertTrue(PostgresFailure.isUnavailable(failed(broken)), broken.toString());
    }
    for (Throwable refusing : List.of(
        new SSLHandshakeException("Received fatal alert: certificate_required"),
        new SSLHandshakeException("untrusted").initCause(new CertificateException("no path")),
        new FileNotFoundException("root.pem"))) {
      assertFalse(PostgresFailure.isUnavailable(failed(refusing)), refusing.toString());
    }
    assertFalse(PostgresFailure.isUnavailable(failed(null)), "the name of another host");
  }

  private static SQLException failed(@Nullable Throwable cause) {
    return new SQLException("the driver's message", "08006", cause);
  }

  @Test
  void replicaCanBeReadAndReportsThatWritesNeedThePrimary() {
    StoreUrl url = StoreUrl.parse(server.newStore());
    try (StorageHandle store = Samples.open(url)) {
      store.append(List.of(Samples.append("s", Samples.event("T", "{}", "x"))));
      server.stop("fast");
      server.startAsReplica(true);
      assertEquals(1, store.head("s").last());
      for (int round = 1; round <= 2; round++) {
        var append = assertThrows(
            StorageException.class,
            () -> store.append(List.of(Samples.append("s", Samples.event("T", "{}", "y")))));
        Samples.assertSays(append, "cannot append", "read-only replica", "need the primary");
        assertFalse(append.unavailable() || append.outcomeUnknown(), append.toString());
      }
      var save = assertThrows(
          StorageException.class,
          () -> store.saveSnapshot(
              new StoredSnapshot("s", "p", 1, 1, dev.eventstreams.Bytes.empty(), 0)));
      Samples.assertSays(save, "read-only replica", "need the primary");

      server.promote();
      assertEquals(
          2,
          store
              .append(List.of(Samples.append("s", Samples.event("T", "{}", "y"))))
              .written()
              .get(0)
              .version());
    }
  }

  @Test
  void callWaitsLongerForAServerThatStartsUpThanForOneThatIsAway() throws Exception {
    StoreUrl url = StoreUrl.parse(server.newStore());
    PostgresSettings settings = PostgresSettings.of(url);
    Connector connector =
        new Connector(settings.server(), new PostgresSql(settings.schema()), Duration.ofNanos(-1));
    server.stop("fast");
    assertThrows(SQLException.class, connector::connect);

    server.startAsReplica(false);
    SQLException coming = assertThrows(SQLException.class, connector::connectOnce);
    assertTrue(PostgresFailure.isComing(coming), coming.toString());
    AtomicReference<Thread> waiting = new AtomicReference<>();
    CompletableFuture<Long> connected = CompletableFuture.supplyAsync(() -> {
      waiting.set(Thread.currentThread());
      try (Session session = connector.connect()) {
        return session.number("SELECT 1");
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    });
    Awaits.until("it has been refused, and waits", () -> {
      Thread thread = waiting.get();
      return connected.isDone()
          || (thread != null && thread.getState() == Thread.State.TIMED_WAITING);
    });
    server.promote();
    assertEquals(1, connected.get());
  }
}
