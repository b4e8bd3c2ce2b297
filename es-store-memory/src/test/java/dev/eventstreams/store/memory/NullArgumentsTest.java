package dev.eventstreams.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AnyOf;
import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendCondition;
import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.Cursor;
import dev.eventstreams.EqualsClause;
import dev.eventstreams.EventField;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventSource;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.Events;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.FilterClause;
import dev.eventstreams.InClause;
import dev.eventstreams.LikeClause;
import dev.eventstreams.RangeClause;
import dev.eventstreams.Snapshot;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.TagClause;
import dev.eventstreams.Watch;
import dev.eventstreams.core.Encryption;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.KeyRings;
import dev.eventstreams.core.Limits;
import dev.eventstreams.core.Recipients;
import dev.eventstreams.core.StoreOptions;
import dev.eventstreams.core.StreamFile;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call that gets a null where the API allows none refuses it, and names the parameter. */
final class NullArgumentsTest {

  private final EventStore store = EventStores.open("memory:");
  private final Map<Class<?>, Object> samples = new HashMap<>();

  NullArgumentsTest() {
    CandidateEvent event = CandidateEvent.of("T");
    for (Object sample : List.of(
        "metadata.a",
        Bytes.utf8("x"),
        event,
        AppendBatch.of("s", ExpectedVersion.any(), event),
        AppendCondition.noEventMatching(EventFilter.all()),
        EventFilter.type("T"),
        StoreOptions.defaults(),
        Limits.defaults(),
        Encryption.none(),
        new MemoryProvider())) {
      samples.put(sample.getClass(), sample);
    }
    samples.put(Object.class, 1L);
    samples.put(Map.class, Map.of());
    samples.put(List.class, List.of());
    samples.put(Collection.class, List.of());
    samples.put(Set.class, Set.of());
    samples.put(Path.class, Path.of("no-such-directory", "no-such-file"));
    samples.put(InputStream.class, InputStream.nullInputStream());
    samples.put(OutputStream.class, OutputStream.nullOutputStream());
    samples.put(Instant.class, Instant.EPOCH);
    samples.put(Duration.class, Duration.ofSeconds(1));
    samples.put(Clock.class, Clock.systemUTC());
    samples.put(ExpectedVersion.class, ExpectedVersion.any());
    samples.put(EventField.class, EventField.of("version"));
    samples.put(FilterClause.class, new EqualsClause(EventField.of("version"), 1));
    samples.put(Cursor.class, Cursor.at(1));
    samples.put(RangeClause.Operator.class, RangeClause.Operator.AT_LEAST);
    samples.put(StorageProvider.class, new MemoryProvider());
    samples.put(EventStream.class, store.stream("s"));
    samples.put(Executor.class, (Executor) Runnable::run);
    samples.put(Recipients.class, (Recipients) (stream, given) -> Set.of(stream));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Stream<Class<?>> statics() {
    return Stream.of(
        Bytes.class,
        CandidateEvent.class,
        AppendBatch.class,
        AppendBatch.Part.class,
        AppendCondition.class,
        EventFilter.class,
        EventField.class,
        EventField.MetadataPath.class,
        EqualsClause.class,
        InClause.class,
        LikeClause.class,
        RangeClause.class,
        TagClause.class,
        Cursor.class,
        AnyOf.class,
        Snapshot.class,
        StoredEvent.class,
        EventStores.class,
        StoreOptions.class,
        Encryption.class,
        KeyRings.class,
        StreamFile.class,
        StoreUrl.class);
  }

  private Map<Class<?>, Object> instances() {
    return Map.of(
        EventStore.class, store,
        EventStream.class, store.stream("s"),
        EventSource.class, store.all(),
        Events.class, store.all().read(),
        Watch.Builder.class, store.all().watch(),
        CandidateEvent.class, CandidateEvent.of("T"),
        AppendBatch.class, AppendBatch.of("s", ExpectedVersion.any(), CandidateEvent.of("T")),
        EventFilter.class, EventFilter.type("T"),
        EventField.class, EventField.metadata("a"),
        StoreOptions.class, StoreOptions.defaults());
  }

  @Test
  void callsThatGetANullNameTheParameter() throws Exception {
    Set<String> unclear = new TreeSet<>();
    int tried = 0;
    for (Class<?> type : statics().toList()) {
      List<Executable> calls = new ArrayList<>(List.of(type.getConstructors()));
      for (Method method : type.getDeclaredMethods()) {
        if (Modifier.isStatic(method.getModifiers()) && Modifier.isPublic(method.getModifiers())) {
          calls.add(method);
        }
      }
      for (Executable call : calls) {
        tried += tryNulls(null, call, unclear);
      }
    }
    for (Map.Entry<Class<?>, Object> instance : instances().entrySet()) {
      for (Method method : instance.getKey().getMethods()) {
        if (!Modifier.isStatic(method.getModifiers())
            && method.getDeclaringClass().getName().startsWith("dev.eventstreams")
            && !method.getName().equals("equals")) {
          tried += tryNulls(instance.getValue(), method, unclear);
        }
      }
    }
    assertEquals(Set.of(), unclear, "calls that do not name the parameter that was null");
    assertTrue(tried > 100, "nulls tried: " + tried);
  }

  private int tryNulls(@Nullable Object target, Executable call, Set<String> unclear)
      throws ReflectiveOperationException {
    int tried = 0;
    Parameter[] parameters = call.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i].getType().isPrimitive()
          || parameters[i].getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        continue;
      }
      @Nullable Object[] arguments = new @Nullable Object[parameters.length];
      for (int other = 0; other < parameters.length; other++) {
        arguments[other] = other == i ? null : sample(parameters[other]);
      }
      tried++;
      String answer = answer(target, call, arguments);
      String name = parameters[i].getName();
      if (!answer.matches("NullPointerException: (?!null$)[a-zA-Z]+|[^:]+: .* is null.*")) {
        unclear.add(call.getDeclaringClass().getSimpleName() + "." + call.getName() + " " + name
            + " of " + parameters.length + ": " + answer);
      }
    }
    return tried;
  }

  private static String answer(
      @Nullable Object target, Executable call, @Nullable Object[] arguments)
      throws ReflectiveOperationException {
    try {
      Object unused = call instanceof Constructor<?> constructor
          ? constructor.newInstance(arguments)
          : ((Method) call).invoke(target, arguments);
      return "accepted";
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause();
      String message = String.valueOf(thrown == null ? null : thrown.getMessage());
      boolean inner = message.startsWith("Cannot ");
      return (thrown == null ? "" : thrown.getClass().getSimpleName()) + ": "
          + (inner ? "an inner method, " + message.replace(" is null", "") : message);
    }
  }

  private Object sample(Parameter parameter) {
    Class<?> type = parameter.getType();
    if (type == int.class) {
      return 1_000_000;
    }
    if (type == long.class) {
      return 1L;
    }
    if (type == boolean.class) {
      return false;
    }
    if (type.isArray()) {
      return Array.newInstance(type.getComponentType(), 0);
    }
    Object sample = samples.get(type);
    return sample != null
        ? sample
        : Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> null);
  }
}
