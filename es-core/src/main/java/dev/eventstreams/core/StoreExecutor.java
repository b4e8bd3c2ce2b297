package dev.eventstreams.core;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * Where futures complete and publishers signal: the application's executor, or the store's own. Never refuses a task, and never runs
 * one inside {@link #execute}: the caller may be committing, and the task may append.
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

  @Override
  public void execute(Runnable task) {
    Handover handover = new Handover(task);
    try {
      executor.execute(handover);
    } catch (RuntimeException
        | Error e) { // shut down, full or out of threads: somebody waits all the same
      ForkJoinPool.commonPool().execute(task);
    } finally {
      handover.giver = null;
    }
  }

  /** A task that moves on to a thread of another pool where the executor runs it in the thread that hands it over. */
  private static final class Handover implements Runnable {

    private final Runnable task;
    private @Nullable Thread giver =
        Thread.currentThread(); // that thread alone can find itself here

    Handover(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      if (giver == Thread.currentThread()) {
        ForkJoinPool.commonPool().execute(task);
      } else {
        task.run();
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
