package dev.eventstreams.store.postgres;

import com.google.common.util.concurrent.Uninterruptibles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps interrupts away from connections. An interrupt of a virtual thread closes the socket that
 * it reads from. So the calls of virtual threads run on platform threads that belong to the store,
 * and only the store can interrupt those. A platform thread makes its calls itself: its sockets
 * ignore an interrupt, and an interrupt that is pending when the call begins is held back until the
 * call is done, because other code would react to it.
 */
final class Hop implements AutoCloseable {

  private static final long IDLE_SECONDS = 10;
  private static final AtomicLong NUMBERS = new AtomicLong();

  // By reflection: this is compiled for Java 17, and virtual threads came with 21.
  private static final @Nullable Method IS_VIRTUAL = isVirtual();

  private final ThreadPoolExecutor threads;

  Hop(int size, String name) {
    threads = new ThreadPoolExecutor(
        size, size, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
          Thread thread = new Thread(task, name + "-" + NUMBERS.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Makes the call. A thread that is interrupted before or during the call is still interrupted
   * afterwards.
   */
  <T> T call(Supplier<T> call) {
    if (!isVirtual(Thread.currentThread())) {
      return withoutInterrupt(call);
    }
    try {
      return Objects.requireNonNull(Uninterruptibles.getUninterruptibly(threads.submit(call::get)));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static <T> T withoutInterrupt(Supplier<T> call) {
    boolean interrupted = Thread.interrupted();
    try {
      return call.get();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static boolean isVirtual(Thread thread) {
    try {
      return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invoke(thread);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable Method isVirtual() {
    try {
      return Thread.class.getMethod("isVirtual");
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
