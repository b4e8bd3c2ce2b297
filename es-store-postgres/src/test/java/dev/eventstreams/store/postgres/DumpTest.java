package dev.eventstreams.store.postgres;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.core.Encryption;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.postgres.server.OwnPostgres;
import dev.eventstreams.spi.StoreUrl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * Encrypted data is never in clear in a dump of a table or in a file of the server: tables,
 * indexes, log, messages (E1).
 */
final class DumpTest {

  private static final String MARKER = "es-marker-5d1c7f";
  private static OwnPostgres server;

  @BeforeAll
  static void start() {
    server = OwnPostgres.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void dataIsInNoDumpAndInNoFileOfTheServerUnlessItIsPlain() throws Exception {
    String encrypted = server.newStore();
    use(encrypted, Encryption.withKey(new byte[32]));
    assertEquals("", found(dump(encrypted)), "where the dump of an encrypted store has the marker");
    assertEquals(List.of(), filesWithMarker(), "files, after the use of an encrypted store");

    String plain = server.newStore();
    use(plain, Encryption.none());
    assertFalse(found(dump(plain)).isEmpty(), "the search finds the marker in a dump");
    List<Path> files = filesWithMarker();
    assertTrue(files.stream().anyMatch(file -> under("pg_wal", file)), "in the log: " + files);
    assertTrue(files.stream().anyMatch(file -> under("base", file)), "in tables: " + files);
  }

  private static void use(String url, Encryption encryption) throws Exception {
    try (EventStore store = EventStores.open(url, encryption)) {
      for (int i = 0; i < 100; i++) {
        var unused = store.stream("s" + i % 3)
            .append(CandidateEvent.of("Said", MARKER + i).withIdempotencyKey("key-" + i));
      }
      store.stream("s0").saveSnapshot("last", 1, MARKER);
      store.all().saveSnapshot("last", 1, MARKER);
    }
    Samples.run(StoreUrl.parse(url), "CHECKPOINT");
  }

  private static String dump(String url) throws Exception {
    StoreUrl parsed = StoreUrl.parse(url);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String tables = Samples.ask(
        parsed,
        "SELECT string_agg(tablename, ',') FROM pg_tables WHERE schemaname = current_schema()");
    try (Connection connection = Samples.raw(parsed)) {
      for (String table : Splitter.on(",").split(tables)) {
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("COPY \"" + table + "\" TO STDOUT", out);
      }
    }
    return out.toString(ISO_8859_1);
  }

  // A dump shows bytes in hex.
  private static String found(String dump) {
    String hex = HexFormat.of().formatHex(MARKER.getBytes(ISO_8859_1));
    return dump.lines()
        .filter(line -> line.contains(MARKER) || line.contains(hex))
        .findFirst()
        .orElse("");
  }

  private static List<Path> filesWithMarker() throws Exception {
    Path directory = Path.of(Samples.ask(StoreUrl.parse(server.url()), "SHOW data_directory"));
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      files.filter(Files::isRegularFile).filter(DumpTest::hasMarker).forEach(found::add);
    }
    return found;
  }

  private static boolean hasMarker(Path file) {
    try {
      return new String(Files.readAllBytes(file), ISO_8859_1).contains(MARKER);
    } catch (java.nio.file.NoSuchFileException e) {
      return false; // the server removed it meanwhile
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean under(String name, Path file) {
    for (Path part : file) {
      if (part.toString().equals(name)) {
        return true;
      }
    }
    return false;
  }
}
