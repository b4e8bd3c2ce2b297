package dev.eventstreams.tck;

import dev.eventstreams.AppendResult;
import dev.eventstreams.AppendedEvent;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamWrite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Breakages of versions, positions, timestamps, expected versions and batches over several streams.
 */
final class AppendBreakages {

  private AppendBreakages() {}

  static List<Breakage> all() {
    return List.of(
        Breakage.ofStorage(
            "A1",
            "drops every event of an append past the 500th and says nothing",
            Chapters.Append.class,
            sound -> Broken.appending(
                sound, request -> Broken.writing(request, AppendBreakages::first500))),
        // That test reads pages of events that were appended in one group.
        Breakage.ofStorage(
                "A1",
                "forgets half of a large group",
                Chapters.Storage.class,
                ForgetsHalfAGroup::new)
            .alsoFailing("continuesPagesWithoutGapOrRepeat"),
        Breakage.ofStorage(
            "A3",
            "shows a gap after the first version",
            Chapters.Append.class,
            sound -> Broken.showing(
                sound,
                event ->
                    event.version() == 1 ? event : Altered.version(event, event.version() + 1))),
        Breakage.ofStorage(
            "A4",
            "gives all events of a stream one position",
            Chapters.Append.class,
            sound -> Broken.answering(
                sound, event -> new AppendedEvent(event.streamId(), event.version(), 1, false))),
        Breakage.ofStorage(
            "A5",
            "takes an earlier version for the expected one",
            Chapters.Append.class,
            sound -> Broken.appending(
                sound, request -> Broken.writing(request, write -> anyEarlier(sound, write)))),
        Breakage.ofStorage(
            "A5",
            "judges a whole group by the versions before it",
            Chapters.Storage.class,
            sound -> Broken.appending(
                sound, request -> Broken.writing(request, write -> anyCurrent(sound, write)))),
        Breakage.ofStorage(
            "A7",
            "does not look at what an empty append expects",
            Chapters.Append.class,
            sound -> Broken.appending(
                sound, request -> Broken.writing(request, AppendBreakages::anyIfEmpty))),
        Breakage.ofStorage(
            "A10",
            "sets the time of every second event back",
            Chapters.Commit.class,
            sound -> Broken.showing(
                sound,
                event -> event.position() % 2 == 1
                    ? event
                    : Altered.timestamp(event, event.timestamp() - 1))),
        Breakage.ofStorage(
            "A11",
            "commits a batch stream by stream",
            Chapters.Commit.class,
            sound -> new CommitsStreamByStream(sound, 2, false)),
        Breakage.ofStorage(
            "A11",
            "commits a batch of three streams or more stream by stream",
            Chapters.Commit.class,
            sound -> new CommitsStreamByStream(sound, 3, false)),
        Breakage.ofStorage(
            "A1",
            "judges a batch as a whole and commits it stream by stream",
            Chapters.LateData.class,
            sound -> new CommitsStreamByStream(sound, 2, true)));
  }

  private static StreamWrite first500(StreamWrite write) {
    return new StreamWrite(
        write.streamId(), write.expected(), write.events().stream().limit(500).toList());
  }

  private static StreamWrite anyEarlier(StorageHandle sound, StreamWrite write) {
    boolean earlier = write.expected() instanceof ExpectedVersion.Exactly exactly
        && exactly.version() > 0
        && exactly.version() < sound.head(write.streamId()).last();
    return earlier ? expectingAny(write) : write;
  }

  private static StreamWrite anyCurrent(StorageHandle sound, StreamWrite write) {
    return write.expected().accepts(sound.head(write.streamId()).last())
        ? expectingAny(write)
        : write;
  }

  private static StreamWrite anyIfEmpty(StreamWrite write) {
    return write.events().isEmpty() ? expectingAny(write) : write;
  }

  private static StreamWrite expectingAny(StreamWrite write) {
    return new StreamWrite(write.streamId(), ExpectedVersion.any(), write.events());
  }

  /** Acknowledges the whole group and keeps its first half. */
  private static final class ForgetsHalfAGroup extends BrokenHandle {
    ForgetsHalfAGroup(StorageHandle sound) {
      super(sound);
    }

    @Override
    public GroupOutcome append(List<AppendRequest> group) {
      int half = group.size() < 10 ? group.size() : group.size() / 2;
      GroupOutcome outcome = super.append(group.subList(0, half));
      List<AppendOutcome> outcomes = new ArrayList<>(outcome.outcomes());
      for (AppendRequest request : group.subList(half, group.size())) {
        Map<String, Long> versions = new HashMap<>();
        request.writes().forEach(write -> versions.put(write.streamId(), 1L));
        outcomes.add(new AppendOutcome.Done(new AppendResult(versions, List.of())));
      }
      return new GroupOutcome(outcome.headBefore(), outcome.written(), outcomes);
    }
  }

  /** Makes a separate append of each stream of a batch that has at least {@code least} streams. */
  private static final class CommitsStreamByStream extends BrokenHandle {

    private final int least;
    private final boolean judging;

    CommitsStreamByStream(StorageHandle sound, int least, boolean judging) {
      super(sound);
      this.least = least;
      this.judging = judging;
    }

    @Override
    public GroupOutcome append(List<AppendRequest> group) {
      AppendRequest batch = group.get(0);
      if (group.size() > 1 || batch.writes().size() < least || (judging && !isAsExpected(batch))) {
        return super.append(group);
      }
      GroupOutcome first = null;
      List<EventRecord> written = new ArrayList<>();
      List<AppendOutcome> outcomes = new ArrayList<>();
      for (StreamWrite write : batch.writes()) {
        GroupOutcome outcome =
            super.append(List.of(new AppendRequest(List.of(write), batch.conditions())));
        first = first == null ? outcome : first;
        written.addAll(outcome.written());
        outcomes.addAll(outcome.outcomes());
      }
      return new GroupOutcome(
          Objects.requireNonNull(first).headBefore(), written, List.of(joined(outcomes)));
    }

    private boolean isAsExpected(AppendRequest batch) {
      return batch.writes().stream()
          .allMatch(write -> write.expected().accepts(head(write.streamId()).last()));
    }

    private static AppendOutcome joined(List<AppendOutcome> outcomes) {
      Map<String, Long> versions = new HashMap<>();
      List<AppendedEvent> events = new ArrayList<>();
      for (AppendOutcome outcome : outcomes) {
        if (!(outcome instanceof AppendOutcome.Done done)) {
          return outcome;
        }
        versions.putAll(done.result().versions());
        events.addAll(done.result().events());
      }
      return new AppendOutcome.Done(new AppendResult(versions, events));
    }
  }
}
