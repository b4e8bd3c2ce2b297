package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.EventFilter;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.spi.StreamWrite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Stores, events and reads for the tests. */
final class Samples {

  private static final Path IN_MEMORY = Path.of("/dev/shm");

  private Samples() {}

  /**
   * Returns a new directory for a test that opens thousands of stores, in memory if possible. Such
   * tests check the content of the files, not when the content is on the disk.
   */
  static Path fastDirectory() throws IOException {
    return Files.isWritable(IN_MEMORY)
        ? Files.createTempDirectory(IN_MEMORY, "es-file")
        : Files.createTempDirectory("es-file");
  }

  /** Returns the URL with these options, each a name and a value. */
  static StoreUrl url(Path directory, String... options) {
    StoreUrl url = StoreUrl.of("file", directory.toString());
    for (int i = 0; i < options.length; i += 2) {
      url = url.with(options[i], options[i + 1]);
    }
    return url;
  }

  static StorageHandle open(Path directory, String... options) {
    return new FileStorageProvider()
        .open(url(directory, options), new StorageOptions(Clock.systemUTC()));
  }

  static NewEvent event(String type, String metadata, String data) {
    return new NewEvent(type, "id", false, List.of(), metadata, Bytes.utf8(data), 0);
  }

  static NewEvent tagged(String data, String... tags) {
    return new NewEvent("T", "id", false, List.of(tags), "{}", Bytes.utf8(data), 0);
  }

  static NewEvent keyed(String key, byte... data) {
    return new NewEvent("K", key, true, List.of(), "{}", Bytes.of(data), 0);
  }

  static void append(StorageHandle store, String stream, NewEvent... events) {
    var unused = store.append(List.of(request(stream, events)));
  }

  static AppendRequest request(String stream, NewEvent... events) {
    return new AppendRequest(
        List.of(new StreamWrite(stream, ExpectedVersion.any(), List.of(events))), List.of());
  }

  static List<EventRecord> readAll(StorageHandle store) {
    return readAll(store, null);
  }

  static List<EventRecord> readAll(StorageHandle store, @Nullable String stream) {
    return readAll(store, stream, EventFilter.all());
  }

  static List<EventRecord> readAll(
      StorageHandle store, @Nullable String stream, EventFilter filter) {
    List<EventRecord> all = new ArrayList<>();
    long after = 0;
    while (true) {
      Page page =
          store.read(new PageRequest(stream, after, Long.MAX_VALUE, false, filter, 1_000, 1 << 20));
      all.addAll(page.records());
      if (!page.more()) {
        return all;
      }
      after = page.scannedTo();
    }
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  static void assertSays(Throwable failure, String... parts) {
    String message = String.valueOf(failure.getMessage());
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }
}
