package dev.eventstreams.store.postgres;

import dev.eventstreams.spi.Notifier;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Gives a hint when a process has announced an append. A separate thread listens, because an
 * interrupt does not end a wait for the network. When the connection is lost, the thread connects
 * again, with pauses that grow, and then gives a hint for the announcements that it may have
 * missed.
 */
final class PostgresNotifier implements Notifier {

  private static final System.Logger LOG = System.getLogger(PostgresNotifier.class.getName());
  private static final int PING_MILLIS = 10_000;
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LAST_PAUSE_MILLIS = 5_000;

  private final Server server;
  private final PostgresSql sql;
  private final String channel;
  private final Semaphore hints = new Semaphore(0);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Session session;

  // Used by the listening thread only.
  private long pauseMillis;
  private boolean warned;
  private boolean replica;

  PostgresNotifier(Server server, PostgresSql sql, String channel) {
    this.server = server;
    this.sql = sql;
    this.channel = channel;
    Thread thread = new Thread(this::run, "es-listener " + channel);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public boolean await(Duration timeout) throws InterruptedException {
    boolean hinted = hints.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
    hints.drainPermits();
    if (isClosed()) {
      hints.release(); // for the next thread that waits
      return false;
    }
    return hinted;
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  // The thread survives errors too, above all those of a full heap, and also errors in a handler:
  // even the first use of a literal takes memory.
  private void run() {
    while (!isClosed() && !replica) {
      try {
        pause();
        attempt();
      } catch (Throwable e) {
        warned = false;
      }
      disconnect();
    }
  }

  private void attempt() {
    try {
      Session listening = connect();
      pauseMillis = 0;
      warned = false;
      listen(listening);
    } catch (SQLException e) {
      replica = PostgresFailure.isReadOnly(e);
      if (replica) {
        LOG.log(
            Level.INFO,
            "a replica gives no hints; new events are found at the poll interval: " + server);
      } else {
        warn(PostgresFailure.printable(e));
      }
    } catch (RuntimeException | Error e) {
      warn(e);
    }
  }

  private void warn(Throwable failure) {
    if (!warned && !isClosed()) {
      LOG.log(
          Level.WARNING,
          "no hints about appends of other processes; connecting again to " + server,
          failure);
    }
    warned = true;
  }

  private Session connect() throws SQLException {
    Session connected = new Session(server.connect(), sql);
    session = connected;
    if (isClosed()) {
      throw new SQLException("closed");
    }
    connected.run(PostgresSql.STAY_WHILE_IDLE);
    connected.script(String.format(Locale.ROOT, PostgresSql.LISTEN, channel));
    hints.release();
    return connected;
  }

  // A silent connection may be idle or cut off, so a ping checks it.
  private void listen(Session listening) throws SQLException {
    PGConnection notified = listening.connection().unwrap(PGConnection.class);
    while (!isClosed()) {
      if (notified.getNotifications(PING_MILLIS).length > 0) {
        hints.release();
      } else {
        listening.script(PostgresSql.PING);
      }
    }
  }

  private void pause() {
    try {
      boolean unused = closed.await(pauseMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // The thread belongs to this class, so an interrupt has no meaning for it.
    }
    pauseMillis = Math.max(FIRST_PAUSE_MILLIS, Math.min(2 * pauseMillis, LAST_PAUSE_MILLIS));
  }

  private void disconnect() {
    Session open = session;
    session = null;
    try {
      Connector.closeQuietly(open);
    } catch (RuntimeException | Error e) {
      // The connection has been cut instead.
    }
  }

  @Override
  public void close() {
    closed.countDown();
    hints.release();
    Session open = session;
    if (open != null) {
      open.abort();
    }
  }
}
