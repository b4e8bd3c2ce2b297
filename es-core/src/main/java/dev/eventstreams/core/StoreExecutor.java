package dev.eventstreams.core;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Runs the completion of futures and the signals of publishers: in the application's executor, or
 * in the store's own. Never runs a task inside {@link #execute}: the caller may be committing, and
 * the task may append.
 */
final class StoreExecutor implements Executor {

  private final Executor executor;
  private final @Nullable ExecutorService own;

  StoreExecutor(@Nullable Executor given) {
    if (given == null) {
      own = virtualThreads();
      executor = own;
    } else {
      own = null;
      executor = given;
    }
  }

  /**
   * Has the task run once, in another thread. If the executor does not take it, the common pool
   * does.
   *
   * @throws RuntimeException or an Error, if neither takes the task; then the task does not run
   */
  @Override
  public void execute(Runnable task) {
    Handover handover = new Handover(task);
    try {
      executor.execute(handover);
    } catch (RuntimeException | Error e) { // shut down, full or out of threads
      handover.moveOn();
    } finally {
      handover.giver = null;
    }
  }

  /** A task that moves to another pool if the executor runs it in the thread that hands it over. */
  private static final class Handover implements Runnable {

    private final Runnable task;
    private final AtomicBoolean begun = new AtomicBoolean();
    // Needs no lock: only that thread can find itself here.
    private @Nullable Thread giver = Thread.currentThread();

    Handover(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      if (giver == Thread.currentThread()) {
        ForkJoinPool.commonPool().execute(this::runOnce);
      } else {
        runOnce();
      }
    }

    // An executor that throws may still have taken the task.
    private void runOnce() {
      if (!begun.getAndSet(true)) {
        task.run();
      }
    }

    void moveOn() {
      try {
        ForkJoinPool.commonPool().execute(this::runOnce);
      } catch (RuntimeException | Error e) {
        if (!begun.getAndSet(true)) { // it never runs now: the caller may run it
          throw e;
        }
      }
    }
  }

  /**
   * Lets the store's own threads end after their tasks; does not touch the application's executor.
   */
  void close() {
    if (own != null) {
      own.shutdown();
    }
  }

  // By reflection: this is compiled for Java 17, and virtual threads came with 21.
  private static ExecutorService virtualThreads() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException e) {
      return daemonThreads();
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ExecutorService daemonThreads() {
    return Executors.newCachedThreadPool(task -> {
      Thread thread = new Thread(task, "es-executor");
      thread.setDaemon(true);
      return thread;
    });
  }
}
