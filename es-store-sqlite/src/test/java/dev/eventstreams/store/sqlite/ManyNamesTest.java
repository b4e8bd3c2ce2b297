package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstreams.EventFilter;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams and types beyond the size of the name cache: a store may have millions. */
final class ManyNamesTest {

  private static final int EVENTS = 300;

  @TempDir
  Path directory;

  private Path file() {
    return directory.resolve("events.db");
  }

  // The numbers that follow are too high to be cached.
  private void useUpTheNumbersThatAreCached() throws SQLException {
    useUpTheNumbersUpTo(1_000_000);
  }

  private void useUpTheNumbersUpTo(long last) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("INSERT INTO streams (key, id) VALUES (" + last + ", 'before')");
      statement.executeUpdate("INSERT INTO types (key, name) VALUES (" + last + ", 'before')");
    }
  }

  private static List<AppendRequest> requests() {
    List<AppendRequest> requests = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      requests.add(Samples.append("user-" + i, Samples.event("type-" + i, "{}", "x")));
    }
    return requests;
  }

  private static PageRequest firstPage() {
    return new PageRequest(null, 0, Long.MAX_VALUE, false, EventFilter.all(), EVENTS, 1 << 20);
  }

  /** Returns how many statements run when a page is read twice. */
  private int statementsOf(List<Page> pages) throws SQLException {
    AtomicInteger runs = new AtomicInteger();
    PageReader reader = new PageReader(new Names());
    try (Session session = new Session(
        CountingConnection.of(DriverManager.getConnection("jdbc:sqlite:" + file()), runs))) {
      pages.add(reader.read(session, firstPage()));
      pages.add(reader.read(session, firstPage()));
    }
    return runs.get();
  }

  @Test
  void pageLooksUpItsNamesWithOneStatement() throws SQLException {
    try (StorageHandle store = Samples.open(file())) {
      useUpTheNumbersThatAreCached();
      store.append(requests());
      List<Page> pages = new ArrayList<>();
      // The head, the page, its streams and its types.
      assertEquals(2 * 4, statementsOf(pages));
      for (Page page : pages) {
        assertEquals(names("user-"), of(page, EventRecord::streamId));
        assertEquals(names("type-"), of(page, EventRecord::type));
      }
    }
  }

  @Test
  void cachedNamesAreLookedUpOnce() throws SQLException {
    try (StorageHandle store = Samples.open(file())) {
      store.append(requests());
      assertEquals(4 + 2, statementsOf(new ArrayList<>()));
    }
  }

  @Test
  void nameThatAnotherReaderCachesMeanwhileIsFound() throws SQLException {
    try (StorageHandle store = Samples.open(file());
        Session session = new Session(DriverManager.getConnection("jdbc:sqlite:" + file()))) {
      store.append(requests());
      NameTable streams = NameTable.streams();
      PageNames names = new PageNames(streams, () -> {
        streams.remember("user-0", 1);
        return Set.of(1L, 2L);
      });

      assertEquals("user-0", names.name(session, 1));
      assertEquals("user-1", names.name(session, 2));
    }
  }

  // With 199,900 used, the first of the new numbers are cached, and the others are too high.
  @ParameterizedTest
  @ValueSource(longs = {199_900, 1_000_000})
  void streamsBeyondTheCacheAreAppendedToAndFiltered(long used) throws SQLException {
    try (StorageHandle store = Samples.open(file())) {
      useUpTheNumbersUpTo(used);
      for (int version = 1; version <= 2; version++) {
        assertEquals(EVENTS, store.append(requests()).written().size());
      }
      assertEquals(2, store.head("user-7").last());
      assertEquals(2, Samples.readAll(store, EventFilter.stream("user-7")).size());
      assertEquals(2, Samples.readAll(store, EventFilter.type("type-7")).size());
      assertEquals(
          2 * 100, Samples.readAll(store, EventFilter.streamLike("user-1__")).size());
    }
  }

  private static Set<String> names(String prefix) {
    return IntStream.range(0, EVENTS)
        .mapToObj(number -> prefix + number)
        .collect(Collectors.toSet());
  }

  private static Set<String> of(Page page, Function<EventRecord, String> name) {
    return page.records().stream().map(name).collect(Collectors.toSet());
  }
}
