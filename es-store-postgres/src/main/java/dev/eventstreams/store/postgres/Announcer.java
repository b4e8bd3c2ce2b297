package dev.eventstreams.store.postgres;

import dev.eventstreams.EventStoreException;
import java.lang.System.Logger.Level;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Tells other processes that something was appended, after the commit and on another connection: inside the append's transaction,
 * NOTIFY would take a lock that all notifying transactions of all databases queue for until their commits are on the disk. What is
 * appended while one hint is on its way shares the next one.
 */
final class Announcer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Announcer.class.getName());

  private final Readers readers;
  private final String channel;
  private final Semaphore due = new Semaphore(0);
  private volatile boolean closed;
  private boolean failing;
  private volatile @Nullable Thread thread;

  Announcer(Readers readers, String channel) {
    this.readers = readers;
    this.channel = channel;
  }

  /** Called after each commit, by one thread at a time. */
  void committed() {
    if (thread == null) {
      Thread started = new Thread(this::run, "es-announcer " + channel);
      started.setDaemon(true);
      thread = started;
      started.start();
    }
    due.release();
  }

  private void run() {
    while (true) {
      due.acquireUninterruptibly();
      due.drainPermits();
      if (closed) {
        return;
      }
      announce();
    }
  }

  // Others find what was appended all the same, when they look next.
  private void announce() {
    try {
      readers.lend("announce what was appended to", session -> {
        session.run(PostgresSql.NOTIFY, channel);
        return true;
      });
      failing = false;
    } catch (EventStoreException e) {
      if (!failing && !closed) {
        LOG.log(Level.WARNING, "other processes get no hints of what is appended", e);
      }
      failing = true;
    }
  }

  @Override
  public void close() {
    closed = true;
    due.release();
  }
}
