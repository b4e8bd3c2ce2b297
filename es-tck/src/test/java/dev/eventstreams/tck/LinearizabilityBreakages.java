package dev.eventstreams.tck;

import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamHead;
import dev.eventstreams.spi.StreamWrite;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Breakages that happen only now and then, and only while many calls are concurrent. */
final class LinearizabilityBreakages {

  private LinearizabilityBreakages() {}

  static List<Breakage> all() {
    return List.of(
        Breakage.ofStorage(
            "R8",
            "reads without the last event now and then",
            Chapters.Linearizability.class,
            Stale::new),
        Breakage.ofStorage(
            "R8",
            "lets two appends at one version win now and then",
            Chapters.Linearizability.class,
            LinearizabilityBreakages::trusting),
        Breakage.ofStorage(
            "R8",
            "acknowledges an append before its head has moved",
            Chapters.Linearizability.class,
            Early::new),
        Breakage.ofStorage(
            "R8",
            "does not look at conditions now and then",
            Chapters.Linearizability.class,
            LinearizabilityBreakages::unconditional),
        Breakage.ofUrl(
            "R8",
            "trusts what another process has read",
            Chapters.LinearizableProcesses.class,
            NaiveBreakages.url(NaiveFlaw.TRUSTS_OTHERS)));
  }

  private static StorageHandle trusting(StorageHandle sound) {
    AtomicInteger appends = new AtomicInteger();
    return Broken.appending(
        sound,
        request -> appends.incrementAndGet() % 50 == 0
            ? Broken.writing(
                request,
                write -> new StreamWrite(write.streamId(), ExpectedVersion.any(), write.events()))
            : request);
  }

  private static StorageHandle unconditional(StorageHandle sound) {
    AtomicInteger appends = new AtomicInteger();
    return Broken.appending(
        sound,
        request -> appends.incrementAndGet() % 5 == 0
            ? new AppendRequest(request.writes(), List.of())
            : request);
  }

  /** Gives every fiftieth read a page that is out of date by one event. */
  private static final class Stale extends BrokenHandle {

    private final AtomicInteger reads = new AtomicInteger();

    Stale(StorageHandle sound) {
      super(sound);
    }

    @Override
    public Page read(PageRequest request) {
      long last = sound.head(request.stream()).last();
      boolean stale = reads.incrementAndGet() % 50 == 0 && last > request.after() + 1;
      return super.read(
          stale
              ? Broken.between(request, request.after(), Math.min(request.upTo(), last - 1))
              : request);
    }
  }

  /** Answers the first call for the head after an append with the head before the append. */
  private static final class Early extends BrokenHandle {

    private volatile @Nullable StreamHead before;

    Early(StorageHandle sound) {
      super(sound);
    }

    @Override
    public GroupOutcome append(List<AppendRequest> group) {
      StreamHead head = sound.head(null);
      GroupOutcome outcome = super.append(group);
      before = head;
      return outcome;
    }

    @Override
    public StreamHead head(@Nullable String stream) {
      StreamHead old = before;
      if (stream == null && old != null) {
        before = null;
        return old;
      }
      return super.head(stream);
    }
  }
}
