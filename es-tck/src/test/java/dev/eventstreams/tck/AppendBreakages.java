package dev.eventstreams.tck;

import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import java.util.List;

/** A broken backend for each rule of chapter A that {@link AppendTck} proves. */
final class AppendBreakages {

  private AppendBreakages() {}

  static List<Breakage> all() {
    return List.of(Breakage.ofStorage(
        "A3",
        "shows the second event at version 3",
        BrokenKits.Append.class,
        sound -> new BrokenHandle(sound) {
          @Override
          public Page read(PageRequest request) {
            Page page = super.read(request);
            return new Page(
                page.records().stream().map(AppendBreakages::skipVersion).toList(),
                page.scannedTo(),
                page.more());
          }
        }));
  }

  private static EventRecord skipVersion(EventRecord event) {
    return new EventRecord(
        event.streamId(),
        event.version() > 1 ? event.version() + 1 : event.version(),
        event.position(),
        event.timestamp(),
        event.type(),
        event.id(),
        event.keyed(),
        event.metadata(),
        event.data(),
        event.format());
  }
}
