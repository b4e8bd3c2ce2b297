package dev.eventstreams.core;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Where futures complete and publishers signal: the application's executor, or the store's own. Never runs a task inside {@link
 * #execute}: the caller may be committing, and the task may append.
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
   * Has the task run once, in another thread, by the common pool where the executor does not take it.
   *
   * @throws RuntimeException or an Error, if neither takes it; then it is not run
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

  /** A task that moves on to a thread of another pool where the executor runs it in the thread that hands it over. */
  private static final class Handover implements Runnable {

    private final Runnable task;
    private final AtomicBoolean begun = new AtomicBoolean();
    private @Nullable Thread giver =
        Thread.currentThread(); // that thread alone can find itself here

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

    // An executor that throws may have taken the task all the same.
    private void runOnce() {
      if (!begun.getAndSet(true)) {
        task.run();
      }
    }

    void moveOn() {
      try {
        ForkJoinPool.commonPool().execute(this::runOnce);
      } catch (RuntimeException | Error e) {
        if (!begun.getAndSet(true)) { // it will not run, or its caller could run it a second time
          throw e;
        }
      }
    }
  }

  /** Lets the store's own threads end once their tasks have; leaves the application's executor alone. */
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
