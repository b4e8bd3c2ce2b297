package dev.eventstreams.tck;

import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.Watch;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.StoreOptions;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The base class of every chapter of the kit. A backend nests each chapter in its
 * {@link BackendKit}, which provides empty stores.
 *
 * <p>The message of a failure names the rule, the action of the test, and the result. Stores that a
 * test opened are closed after the test.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
public abstract class StoreTck {

  /** The default of {@link #patience()}; shorter when the kit's own tests run broken backends. */
  static volatile Duration usualPatience = Duration.ofSeconds(30);

  @RegisterExtension
  final NamesRule namesRule = new NamesRule();

  @RegisterExtension
  final BeforeEachCallback nesting = this::findBackend;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private @Nullable EventStore store;
  private @Nullable BackendKit backend;

  /** For the chapters. */
  StoreTck() {}

  private void findBackend(ExtensionContext context) {
    backend = context.getRequiredTestInstances().findInstance(BackendKit.class).orElse(null);
  }

  /**
   * Returns the URL of a new empty store on each call. By default, the {@link BackendKit} that this
   * class is nested in provides it, or the URL comes from {@link Kit}. See
   * {@link BackendKit#emptyStore()}.
   */
  protected String emptyStore() throws Exception {
    BackendKit outer = backend;
    return outer == null ? Chapters.fresh() : outer.emptyStore();
  }

  /**
   * Returns the URL of a store that does not exist yet. By default, returns {@link #emptyStore};
   * must be overridden if that creates the store.
   */
  protected String missingStore() {
    return newStore();
  }

  /** Opens a store. Override this only for a provider that ServiceLoader does not find. */
  protected EventStore open(String url, StoreOptions options) {
    return EventStores.open(url, options);
  }

  /**
   * Opens a store on a provider that a test made. Override this together with
   * {@link #open(String, StoreOptions)}.
   */
  protected EventStore open(StorageProvider provider, String url, StoreOptions options) {
    return EventStores.open(provider, url, options);
  }

  /**
   * Opens the storage below a store, for rules that cannot be tested above it. Override this
   * together with {@link #open(String, StoreOptions)}.
   */
  protected StorageHandle openStorage(String url) {
    StoreUrl parsed = StoreUrl.parse(url);
    return provider(url).open(parsed, new StorageOptions(Clock.systemUTC()));
  }

  /**
   * Returns the provider that serves the URL. Override this together with
   * {@link #open(String, StoreOptions)}.
   */
  protected StorageProvider provider(String url) {
    return Providers.serving(url);
  }

  /**
   * Returns how long a test waits for an expected result before it fails: half a minute by default.
   */
  protected Duration patience() {
    return usualPatience;
  }

  /** Returns the store of this test. The first call opens it, empty. */
  final EventStore store() {
    EventStore known = store;
    if (known == null) {
      known = opened(newStore());
      store = known;
    }
    return known;
  }

  /** Returns a stream of the store of this test. */
  final EventStream stream(String id) {
    return store().stream(id);
  }

  /** Returns the URL of a new empty store. */
  final String newStore() {
    try {
      return emptyStore();
    } catch (Exception e) {
      throw new AssertionError("no empty store to test on: " + e, e);
    }
  }

  /** Opens a store that the test must close. */
  final EventStore open(String url) {
    return open(url, StoreOptions.defaults());
  }

  /** Opens a store that is closed after the test. */
  final EventStore opened(String url) {
    return opened(url, StoreOptions.defaults());
  }

  /** Opens a store with these options that is closed after the test. */
  final EventStore opened(String url, StoreOptions options) {
    return closedAfterwards(open(url, options));
  }

  /** Opens a store that is closed after the test, on the backend's storage behind a tap. */
  final EventStore tapped(String url, StoreOptions options, UnaryOperator<StorageHandle> tap) {
    return closedAfterwards(open(new TappedProvider(provider(url), tap), url, options));
  }

  /** Opens a watch that is closed after the test, and returns its iterator. */
  final <T> Iterator<T> watching(Watch.Builder<T> watch) {
    return closedAfterwards(watch.open()).iterator();
  }

  /**
   * Waits, at most for {@link #patience()}, for the next {@code count} elements and returns them.
   */
  final <T> List<T> next(Iterator<T> watch, int count) {
    return Work.start(patience(), () -> Sample.take(() -> watch, count)).result();
  }

  /**
   * Returns the resource, which is closed after the test; resources are closed in reverse order.
   */
  final <T extends AutoCloseable> T closedAfterwards(T resource) {
    synchronized (opened) {
      opened.push(resource);
    }
    return resource;
  }

  @AfterEach
  void closeWhatWasOpened() throws Exception {
    synchronized (opened) {
      while (!opened.isEmpty()) {
        opened.pop().close();
      }
    }
  }
}
