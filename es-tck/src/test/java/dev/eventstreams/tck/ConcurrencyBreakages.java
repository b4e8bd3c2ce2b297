package dev.eventstreams.tck;

import dev.eventstreams.AppendResult;
import dev.eventstreams.AppendedEvent;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamWrite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Breakages of concurrent appends. */
final class ConcurrencyBreakages {

  private ConcurrencyBreakages() {}

  static List<Breakage> all() {
    return List.of(
        Breakage.ofStorage(
            "A5",
            "lets everybody win",
            Chapters.Concurrency.class,
            sound -> Broken.appending(
                sound, request -> Broken.writing(request, ConcurrencyBreakages::anyVersion))),
        // That test reads from the position in the answer.
        Breakage.ofStorage(
                "A4",
                "tells a position from before the append now and then",
                Chapters.Concurrency.class,
                sound -> Broken.answering(sound, ConcurrencyBreakages::earlier))
            .alsoFailing("everyReadSeesTheAppendsThatReturnedBefore"),
        // A watch reads the same pages.
        Breakage.ofStorage(
                "R4",
                "shows the first event of a group late",
                Chapters.Concurrency.class,
                Late::new)
            .alsoFailing("watchesSeeEachEventOnceAndInOrderWhileManyAppend"),
        // That test appends large groups too, and half of such a group is lost.
        Breakage.ofStorage(
                "R3", "forgets half of a group", Chapters.GroupCommit.class, Forgetful::new)
            .alsoFailing("appendsOfOneThreadCommitInOrder"),
        Breakage.ofStorage(
            "A1",
            "refuses a group because of one append in it",
            Chapters.GroupCommit.class,
            AllForOne::new),
        Breakage.ofStorage(
            "A13", "writes a large group in reverse", Chapters.GroupCommit.class, Reversing::new),
        Breakage.ofStorage(
            "A13",
            "gives up when interrupted",
            Chapters.Interruption.class,
            sound -> new BrokenHandle(sound) {
              @Override
              public GroupOutcome append(List<AppendRequest> group) {
                if (Thread.currentThread().isInterrupted()) {
                  throw new StorageException("interrupted", null);
                }
                return super.append(group);
              }
            }));
  }

  private static StreamWrite anyVersion(StreamWrite write) {
    return new StreamWrite(write.streamId(), ExpectedVersion.any(), write.events());
  }

  private static AppendedEvent earlier(AppendedEvent event) {
    return event.position() % 50 == 0
        ? new AppendedEvent(event.streamId(), event.version(), 1, event.repeat())
        : event;
  }

  /**
   * Shows the first event of a group that is being written only after a reader has read without it.
   */
  private static final class Late extends BrokenHandle {

    // Static, since a test reads through another handle than it appends through.
    private static volatile long hidden;
    private static volatile CountDownLatch seenWithout = new CountDownLatch(1);

    Late(StorageHandle sound) {
      super(sound);
    }

    @Override
    public GroupOutcome append(List<AppendRequest> group) {
      seenWithout = new CountDownLatch(1);
      hidden = sound.head(null).last() + 1;
      GroupOutcome outcome = super.append(group);
      try {
        boolean unused = seenWithout.await(5, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      hidden = 0;
      return outcome;
    }

    @Override
    public Page read(PageRequest request) {
      Page page = super.read(request);
      List<EventRecord> shown =
          page.records().stream().filter(event -> event.position() != hidden).toList();
      if (shown.size() < page.records().size() && shown.size() > 0) {
        seenWithout.countDown();
      }
      return new Page(shown, page.scannedTo(), page.more());
    }
  }

  /** Writes the first half of a group of eight appends or more, and acknowledges all appends. */
  private static final class Forgetful extends BrokenHandle {
    Forgetful(StorageHandle sound) {
      super(sound);
    }

    @Override
    public GroupOutcome append(List<AppendRequest> group) {
      if (group.size() < 8) {
        return super.append(group);
      }
      GroupOutcome written = super.append(group.subList(0, group.size() / 2));
      List<AppendOutcome> outcomes = new ArrayList<>(written.outcomes());
      long position = sound.head(null).last();
      for (AppendRequest request : group.subList(group.size() / 2, group.size())) {
        String stream = request.writes().get(0).streamId();
        outcomes.add(new AppendOutcome.Done(new AppendResult(
            Map.of(stream, 1L), List.of(new AppendedEvent(stream, 1, ++position, false)))));
      }
      return new GroupOutcome(written.headBefore(), written.written(), outcomes);
    }
  }

  /** Gives every append of a group the answer of an append that was refused. */
  private static final class AllForOne extends BrokenHandle {
    AllForOne(StorageHandle sound) {
      super(sound);
    }

    @Override
    public GroupOutcome append(List<AppendRequest> group) {
      GroupOutcome outcome = super.append(group);
      for (AppendOutcome answer : outcome.outcomes()) {
        if (answer instanceof AppendOutcome.Conflict) {
          return new GroupOutcome(
              outcome.headBefore(), outcome.written(), Collections.nCopies(group.size(), answer));
        }
      }
      return outcome;
    }
  }

  private static final class Reversing extends BrokenHandle {
    Reversing(StorageHandle sound) {
      super(sound);
    }

    @Override
    public GroupOutcome append(List<AppendRequest> group) {
      if (group.size() < 8) {
        return super.append(group);
      }
      List<AppendRequest> reversed = new ArrayList<>(group);
      Collections.reverse(reversed);
      GroupOutcome outcome = super.append(reversed);
      List<AppendOutcome> outcomes = new ArrayList<>(outcome.outcomes());
      Collections.reverse(outcomes);
      return new GroupOutcome(outcome.headBefore(), outcome.written(), outcomes);
    }
  }
}
