package dev.eventstreams.tck;

import dev.eventstreams.Bytes;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts the events that a store still holds in memory, of those that its storage handed out.
 *
 * <p>The store gets copies of the events. Only the store refers to these copies, and this class by
 * weak references; so events that the storage itself holds do not count.
 */
final class Retained {

  private final List<WeakReference<Bytes>> handedOut = new ArrayList<>();

  /** Returns the storage with its events tracked from here on. */
  StorageHandle tracking(StorageHandle storage) {
    return new Tap(storage) {
      @Override
      public GroupOutcome append(List<AppendRequest> group) {
        GroupOutcome outcome = super.append(group);
        return new GroupOutcome(
            outcome.headBefore(), copies(outcome.written()), outcome.outcomes());
      }

      @Override
      public Page read(PageRequest request) {
        Page page = super.read(request);
        return new Page(copies(page.records()), page.scannedTo(), page.more());
      }
    };
  }

  /** Runs the garbage collector, and returns the number of events that are still held. */
  synchronized long count() {
    System.gc();
    handedOut.removeIf(event -> event.refersTo(null));
    return handedOut.size();
  }

  private synchronized List<EventRecord> copies(List<EventRecord> events) {
    List<EventRecord> copies = new ArrayList<>(events.size());
    for (EventRecord event : events) {
      Bytes data = Bytes.of(event.data().toArray());
      handedOut.add(new WeakReference<>(data));
      copies.add(new EventRecord(
          event.streamId(),
          event.version(),
          event.position(),
          event.timestamp(),
          event.type(),
          event.id(),
          event.keyed(),
          event.tags(),
          event.metadata(),
          data,
          event.format()));
    }
    return copies;
  }
}
