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
 * Hints when another process has told that it appended. A thread of its own listens, since a wait for the network ends by no
 * interrupt; it connects again when the connection is lost, waiting longer each time, and then hints, for what was told meanwhile.
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

  // Of the thread alone.
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
      hints.release(); // for whoever waits next
      return false;
    }
    return hinted;
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  // It survives an Error too, a full heap above all. One of a handler as well: even a literal takes
  // memory when it is used first.
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
            "a replica gives no hints; it is looked at in the poll interval: " + server);
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
          Level.WARNING, "no hints of what others append; connecting again to " + server, failure);
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

  // A server that was cut off says nothing, as one does to whom nothing happens; so it is asked.
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
      // The thread is this class's own: no interrupt is meant for it.
    }
    pauseMillis = Math.max(FIRST_PAUSE_MILLIS, Math.min(2 * pauseMillis, LAST_PAUSE_MILLIS));
  }

  private void disconnect() {
    Session open = session;
    session = null;
    try {
      Connector.closeQuietly(open);
    } catch (RuntimeException | Error e) {
      // It is cut instead.
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
