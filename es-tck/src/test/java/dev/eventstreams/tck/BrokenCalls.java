package dev.eventstreams.tck;

import dev.eventstreams.EventSource;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.Events;
import dev.eventstreams.Watch;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Stores with some broken calls: on the store, and on the objects that its calls return.
 *
 * <p>A call is identified by the calls that led to it, as in
 * {@code all.watch.from.open.iterator.next}.
 */
final class BrokenCalls {

  /** Replaces a call. */
  interface Breaker {
    @Nullable Object instead(Call call) throws Throwable;
  }

  /** Makes a call on the sound object. */
  interface OnTarget {
    @Nullable Object call() throws ReflectiveOperationException;
  }

  private static final List<Class<?>> WRAPPED = List.of(
      EventStore.class,
      EventStream.class,
      EventSource.class,
      Events.class,
      Watch.class,
      Watch.Builder.class,
      Iterator.class);

  private BrokenCalls() {}

  /**
   * Returns an operator that breaks, on any store, the calls whose path ends with one of these
   * endings.
   */
  static UnaryOperator<EventStore> breaking(Breaker breaker, String... endings) {
    return store -> {
      Object broken = wrapped(store, "", endings, breaker);
      return (EventStore) Objects.requireNonNull(broken);
    };
  }

  private static @Nullable Object wrapped(
      @Nullable Object sound, String path, String[] endings, Breaker breaker) {
    for (Class<?> type : WRAPPED) {
      if (type.isInstance(sound)) {
        return Proxy.newProxyInstance(
            BrokenCalls.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Call call = new Call(
                  path.isEmpty() ? method.getName() : path + "." + method.getName(),
                  Objects.requireNonNull(sound),
                  arguments == null ? List.of() : Arrays.asList(arguments),
                  () -> method.invoke(sound, arguments));
              Object result = call.endsWithOneOf(endings) ? breaker.instead(call) : call.proceed();
              return wrapped(result, call.path(), endings, breaker);
            });
      }
    }
    return sound;
  }

  /**
   * A call that may be broken.
   *
   * @param path the names of the calls that led to it, and its own name
   * @param target the sound object of the call
   * @param arguments the arguments of the call
   * @param onTarget makes the call on the sound object
   */
  record Call(String path, Object target, List<@Nullable Object> arguments, OnTarget onTarget) {

    /** Makes the call on the sound object, and returns its result. */
    @Nullable Object proceed() throws Throwable {
      try {
        return onTarget.call();
      } catch (InvocationTargetException e) {
        throw Objects.requireNonNullElse(e.getCause(), e);
      }
    }

    /** Makes the call on the sound object, and returns its result as the type. */
    <T> T proceed(Class<T> type) throws Throwable {
      return type.cast(Objects.requireNonNull(proceed()));
    }

    private boolean endsWithOneOf(String[] endings) {
      for (String ending : endings) {
        if (path.equals(ending) || path.endsWith("." + ending)) {
          return true;
        }
      }
      return false;
    }
  }
}
