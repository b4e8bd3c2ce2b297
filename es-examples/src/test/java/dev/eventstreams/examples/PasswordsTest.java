package dev.eventstreams.examples;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventStore;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.StoreOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No exception with its causes, no text, no location and no log shows a password, for any URL and
 * any backend.
 */
final class PasswordsTest {

  private static final String MARKER = "h1dd3n";

  private static final List<String> ODD = List.of(
      "", "/", "?", "?x=", "?user=", "&", "=", "%", "@", ":", "12:", "12?x=", ";", " ", ",");

  private static final List<String> LOGGERS =
      List.of("dev.eventstreams", "com.zaxxer.hikari", "org.postgresql", "org.sqlite");

  @TempDir
  Path folder;

  private final Queue<String> logged = new ConcurrentLinkedQueue<>();
  private final Handler handler = new Handler() {
    @Override
    public void publish(LogRecord record) {
      logged.add(new SimpleFormatter().format(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  };
  private final List<Logger> loggers = LOGGERS.stream().map(Logger::getLogger).toList();

  @BeforeEach
  void listen() {
    for (Logger logger : loggers) {
      logger.setLevel(Level.ALL);
      logger.setUseParentHandlers(false);
      logger.addHandler(handler);
    }
  }

  @AfterEach
  void stopListening() {
    for (Logger logger : loggers) {
      logger.setLevel(null);
      logger.setUseParentHandlers(true);
      logger.removeHandler(handler);
    }
  }

  // No server listens on port 1. Text that is not a host and a port is refused before connecting.
  private Stream<String> urls() {
    String directory = folder.toString();
    Stream<String> refused = Stream.of(
            "postgresql://u:SECRET@127.0.0.1:x/db",
            "postgresql://u:SECRET@127.0.0.1:1/db?nope=1",
            "postgresql://u:SECRET@127.0.0.1:1/db?schema=",
            "postgresql://u:SECRET@127.0.0.1:1/db?user=v",
            "postgresql://127.0.0.1:1/db?password=SECRET&nope=1",
            "postgresql://127.0.0.1:1/db?token=SECRET",
            "postgresql://127.0.0.1:1/db?listen=v:SECRET@127.0.0.1:1/db",
            "postgresql://127.0.0.1:1/db?listen=mysql://v:SECRET@127.0.0.1:1/db",
            "postgresql:u:SECRET@127.0.0.1:1/db",
            "postgresql:/u:SECRET@127.0.0.1:1/db",
            "postgres//u:SECRET@127.0.0.1:1/db",
            "u:SECRET@127.0.0.1/db",
            "jdbc:jdbc:postgresql://u:SECRET@127.0.0.1:1/db",
            "mysql://u:SECRET@a:1,b:2/db",
            "memory://u:SECRET@127.0.0.1/db",
            "memory:name?password=SECRET",
            "sqlite://u:SECRET@127.0.0.1/db",
            "sqlite:" + directory + "/x.db?key=SECRET",
            "file://u:SECRET@127.0.0.1/db",
            "file:" + directory + "/x?passphrase=SECRET")
        .flatMap(form -> ODD.stream()
            .flatMap(odd -> Stream.of(odd + MARKER, MARKER + odd, MARKER + odd + MARKER))
            .map(secret -> form.replace("SECRET", secret)));
    Stream<String> unreachable = Stream.of(
        "postgresql://u:" + MARKER + "@127.0.0.1:1/db",
        "postgresql://u%3A" + MARKER + "@127.0.0.1:1/db",
        "postgresql://127.0.0.1:1/db?user=u&password=" + MARKER,
        "postgresql://u@127.0.0.1:1/db?sslpassword=" + MARKER,
        "postgresql://u:" + MARKER + "@127.0.0.1:1,127.0.0.1:2/db?targetServerType=primary",
        "postgresql://127.0.0.1:1/db?listen=postgresql%3A%2F%2Fu%3A" + MARKER + "%40127.0.0.1");
    return Stream.concat(refused, unreachable);
  }

  private static String shown(String url) {
    StringWriter text = new StringWriter();
    try (EventStore store = EventStores.openExisting(url, StoreOptions.defaults())) {
      text.write(store + " at " + store.metrics().location());
    } catch (RuntimeException e) {
      e.printStackTrace(new PrintWriter(text));
    }
    return text.toString();
  }

  @Test
  void noPasswordIsShownForAnyUrlAndAnyBackend() throws Exception {
    List<String> urls = urls().toList();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Callable<String>> openings = new ArrayList<>();
      urls.forEach(url -> openings.add(() -> shown(url)));
      List<Future<String>> all = threads.invokeAll(openings);
      for (int i = 0; i < urls.size(); i++) {
        assertFalse(
            all.get(i).get().contains(MARKER),
            urls.get(i) + " shows " + all.get(i).get());
      }
    } finally {
      threads.shutdownNow();
    }
    assertTrue(urls.size() > 800, "too few: " + urls.size());
    logged.forEach(line -> assertFalse(line.contains(MARKER), line));
    assertFalse(logged.isEmpty(), "no messages were logged");
  }
}
