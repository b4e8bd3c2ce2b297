package dev.eventstreams.tck;

import dev.eventstreams.Bytes;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamHead;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Breakages of reads. */
final class ReadBreakages {

  private static final String FOLLOWS = "neverShowsAnEventBelowOneThatWasSeen";

  private ReadBreakages() {}

  static List<Breakage> all() {
    return List.of(
        // A reader that follows @all by its positions needs them in order.
        Breakage.ofStorage(
                "R1", "orders a page of @all by stream", Chapters.Read.class, OrdersByStream::new)
            .alsoFailing(FOLLOWS),
        // A read of several pages is bounded by the head.
        Breakage.ofStorage(
                "R2",
                "leaves the upper bound out",
                Chapters.Read.class,
                sound -> Broken.asking(
                    sound,
                    request -> request.upTo() == Long.MAX_VALUE || request.upTo() == 0
                        ? request
                        : Broken.between(request, request.after(), request.upTo() - 1)))
            .alsoFailing(FOLLOWS, "returnsTheBytesThatWereAppended"),
        // The last read of that test is bounded by the head too.
        Breakage.ofStorage(
                "R3", "shows an older head now and then", Chapters.Read.class, ShowsOldHeads::new)
            .alsoFailing(FOLLOWS),
        Breakage.ofStorage(
            "R4", "shows some events late", Chapters.Read.class, ShowsEventsLate::new),
        Breakage.ofStorage(
            "R5",
            "reads past the head that it began with",
            Chapters.Paging.class,
            sound -> Broken.asking(
                sound,
                request -> request.backwards()
                    ? request
                    : Broken.between(request, request.after(), Long.MAX_VALUE))),
        Breakage.ofStorage(
            "R5", "keeps a cursor open between pages", Chapters.Paging.class, KeepsCursors::new),
        Breakage.ofStorage(
            "R5",
            "does not limit a page in bytes",
            Chapters.Storage.class,
            sound -> Broken.asking(
                sound,
                request ->
                    Broken.with(request, request.filter(), request.maxEvents(), Long.MAX_VALUE))),
        Breakage.ofStorage(
            "R5",
            "does not count metadata in a page's bytes",
            Chapters.Storage.class,
            LeavesMetadataOut::new),
        Breakage.ofStorage(
            "R5",
            "answers up to the bound where the store ends before it",
            Chapters.Storage.class,
            AnswersUpToTheBound::new),
        Breakage.ofStorage(
            "F7", "reads its pages by offset", Chapters.Storage.class, ReadsByOffset::new),
        Breakage.ofStorage(
            "R6", "fails for a stream it does not know", Chapters.Read.class, WantsStreams::new),
        Breakage.ofStorage(
            "R7",
            "drops zero bytes at the end of data",
            Chapters.Read.class,
            sound -> Broken.showing(sound, ReadBreakages::trimmed)));
  }

  private static EventRecord trimmed(EventRecord event) {
    byte[] data = event.data().toArray();
    int length = data.length;
    while (length > 0 && data[length - 1] == 0) {
      length--;
    }
    return Altered.data(event, Bytes.of(data, 0, length));
  }

  private static final class LeavesMetadataOut extends BrokenHandle {
    LeavesMetadataOut(StorageHandle sound) {
      super(sound);
    }

    @Override
    public Page read(PageRequest request) {
      Page one = super.read(Broken.with(request, request.filter(), 1, Long.MAX_VALUE));
      boolean wide = one.more() && one.records().get(0).metadata().length() > 1_000;
      long bytes = wide ? Long.MAX_VALUE : request.maxBytes();
      return super.read(Broken.with(request, request.filter(), request.maxEvents(), bytes));
    }
  }

  private static final class AnswersUpToTheBound extends BrokenHandle {
    AnswersUpToTheBound(StorageHandle sound) {
      super(sound);
    }

    @Override
    public Page read(PageRequest request) {
      Page page = super.read(request);
      boolean bounded = !request.backwards() && !page.more() && request.upTo() < Long.MAX_VALUE;
      return bounded ? new Page(page.records(), request.upTo(), false) : page;
    }
  }

  /** Reads all events before a page first. */
  private static final class ReadsByOffset extends BrokenHandle {
    ReadsByOffset(StorageHandle sound) {
      super(sound);
    }

    @Override
    public Page read(PageRequest request) {
      long walked = 0;
      while (!request.backwards() && walked < request.after()) {
        Page page = super.read(Broken.allOf(request.stream(), walked));
        walked = page.more() ? page.scannedTo() : request.after();
      }
      return super.read(request);
    }
  }

  private static final class OrdersByStream extends BrokenHandle {
    OrdersByStream(StorageHandle sound) {
      super(sound);
    }

    @Override
    public Page read(PageRequest request) {
      Page page = super.read(request);
      if (request.stream() != null) {
        return page;
      }
      List<EventRecord> sorted = new ArrayList<>(page.records());
      sorted.sort(Comparator.comparing(EventRecord::streamId));
      return new Page(sorted, page.scannedTo(), page.more());
    }
  }

  /**
   * Answers the first call for the head after every twentieth append with the head before the
   * append.
   */
  private static final class ShowsOldHeads extends BrokenHandle {

    private int appends;
    private @Nullable StreamHead old;

    ShowsOldHeads(StorageHandle sound) {
      super(sound);
    }

    @Override
    public synchronized GroupOutcome append(List<AppendRequest> group) {
      StreamHead before = super.head(null);
      appends++;
      old = appends % 20 == 0 ? before : null;
      return super.append(group);
    }

    @Override
    public synchronized StreamHead head(@Nullable String stream) {
      StreamHead answer = stream == null && old != null ? old : super.head(stream);
      old = null;
      return answer;
    }
  }

  /** Hides every fiftieth event in the first page that should show it. */
  private static final class ShowsEventsLate extends BrokenHandle {

    private final Set<Long> shown = new HashSet<>();

    ShowsEventsLate(StorageHandle sound) {
      super(sound);
    }

    @Override
    public Page read(PageRequest request) {
      Page page = super.read(request);
      if (request.stream() != null || request.backwards()) {
        return page;
      }
      List<EventRecord> records = new ArrayList<>(page.records());
      records.removeIf(event -> event.position() % 50 == 0 && isNew(event));
      return new Page(records, page.scannedTo(), page.more());
    }

    private synchronized boolean isNew(EventRecord event) {
      return shown.add(event.position());
    }
  }

  /** A page that is not the last leaves a cursor open until the next page is read. */
  private static final class KeepsCursors extends BrokenHandle {

    private int cursors;

    KeepsCursors(StorageHandle sound) {
      super(sound);
    }

    @Override
    public synchronized Page read(PageRequest request) {
      boolean goesOn = request.after() > 0 || request.upTo() < Long.MAX_VALUE;
      cursors -= goesOn && cursors > 0 ? 1 : 0;
      if (cursors > 100) {
        throw new StorageException("too many open cursors", null);
      }
      Page page = super.read(request);
      cursors += page.more() ? 1 : 0;
      return page;
    }
  }

  private static final class WantsStreams extends BrokenHandle {
    WantsStreams(StorageHandle sound) {
      super(sound);
    }

    @Override
    public Page read(PageRequest request) {
      if (request.stream() != null && super.head(request.stream()).last() == 0) {
        throw new StorageException("no such stream: " + request.stream(), null);
      }
      return super.read(request);
    }
  }
}
