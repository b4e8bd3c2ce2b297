package dev.eventstreams.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eventstreams.AppendResult;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStoreException;
import dev.eventstreams.EventStream;
import dev.eventstreams.StorageException;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StoreUrl;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * The work of a process on a disk that may fail: it opens a store three times; each time it
 * appends, saves a snapshot, closes the store and puts a value. It reports each attempt and each
 * answer, and continues after each {@link EventStoreException}.
 */
final class FaultScenario {

  /** The projection of its snapshots, which are of stream {@code s0}. */
  static final String PROJECTION = "suffered";

  /** The name of the value that it puts. */
  static final String NAME = "tck-suffered";

  private final String url;
  private final Consumer<String> report;

  FaultScenario(String url, Consumer<String> report) {
    this.url = url;
    this.report = report;
  }

  void run() {
    for (int opening = 1; opening <= 3; opening++) {
      try (EventStore store = EventStores.open(url)) {
        for (int number = 0; number < FaultAppend.EACH; number++) {
          append(store, new FaultAppend(opening, number));
        }
        saveSnapshot(store.stream("s0"));
      } catch (EventStoreException e) {
        failed("opening or closing", e);
      }
      put("value-" + opening);
    }
  }

  private void append(EventStore store, FaultAppend append) {
    answered(FaultLedger.What.TRIED, append.label());
    try {
      AppendResult unused = store.append(append.batch());
      answered(FaultLedger.What.DONE, append.label());
    } catch (StorageException e) {
      answered(
          e.outcomeUnknown() ? FaultLedger.What.UNKNOWN : FaultLedger.What.REFUSED, append.label());
      failed("append " + append.label(), e);
    } catch (EventStoreException e) {
      answered(FaultLedger.What.REFUSED, append.label());
      failed("append " + append.label(), e);
    }
  }

  private void saveSnapshot(EventStream stream) {
    try {
      long version = stream.version();
      answered(FaultLedger.What.SAVING, Long.toString(version));
      stream.saveSnapshot(PROJECTION, version, state(version));
      answered(FaultLedger.What.SAVED, Long.toString(version));
    } catch (EventStoreException e) {
      failed("the snapshot", e);
    }
  }

  /** Returns the state of the snapshot at a version. */
  static String state(long version) {
    return "state at " + version;
  }

  private void put(String value) {
    try (StorageHandle storage =
        Providers.serving(url).open(StoreUrl.parse(url), new StorageOptions(Clock.systemUTC()))) {
      byte[] stands = storage.putIfAbsent(NAME, value.getBytes(UTF_8));
      answered(FaultLedger.What.PUT, new String(stands, UTF_8));
    } catch (EventStoreException e) {
      failed("the value", e);
    }
  }

  private void answered(FaultLedger.What what, String label) {
    report.accept(FaultLedger.line(what, label, FailingDisk.tracedHere()));
  }

  private void failed(String what, EventStoreException e) {
    report.accept("note " + what + ": " + e.toString().replace('\n', ' '));
  }
}
