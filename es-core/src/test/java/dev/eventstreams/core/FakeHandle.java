package dev.eventstreams.core;

import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.StorageHandle;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** A fake backend that answers only the calls that a test needs. */
final class FakeHandle {

  private FakeHandle() {}

  /** Answers a call by its method's name; null for a call that the test does not need. */
  interface Answers {
    @Nullable Object answer(String method, @Nullable Object[] arguments) throws Throwable;
  }

  static StorageHandle of(Answers answers) {
    return (StorageHandle) Proxy.newProxyInstance(
        FakeHandle.class.getClassLoader(),
        new Class<?>[] {StorageHandle.class},
        (proxy, method, arguments) -> {
          Object answer =
              answers.answer(method.getName(), arguments == null ? new Object[0] : arguments);
          if (answer != null || method.getReturnType() == void.class) {
            return answer;
          }
          return switch (method.getName()) {
            case "location" -> "nowhere";
            case "notifier" -> Notifier.silent();
            case "value", "loadSnapshot" -> null;
            default -> throw new UnsupportedOperationException(method.getName());
          };
        });
  }
}
