package dev.eventstreams.core;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Where futures complete and publishers signal: the application's executor, or the store's own; never refuses a task. */
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
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      ForkJoinPool.commonPool()
          .execute(task); // shut down or full: somebody waits for this task all the same
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
