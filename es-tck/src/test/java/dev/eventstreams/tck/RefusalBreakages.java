package dev.eventstreams.tck;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.AppendResult;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamWrite;
import java.util.List;

/** Breakages of repeats, conditions, limits, interrupts and metadata. */
final class RefusalBreakages {

  private RefusalBreakages() {}

  static List<Breakage> all() {
    return List.of(
        Breakage.ofStorage(
            "A6",
            "takes a retry for a new append",
            Chapters.Idempotency.class,
            sound -> Broken.appending(
                sound, request -> Broken.writing(request, RefusalBreakages::withoutKeys))),
        Breakage.ofStorage(
            "A6",
            "checks what a full repeat expects",
            Chapters.Idempotency.class,
            ChecksRepeats::new),
        Breakage.ofStore(
            "A8",
            "has a stream called @all",
            BrokenKits.Append.class,
            sound -> new BrokenStore(sound) {
              @Override
              public EventStream stream(String id) {
                return super.stream(id.equals("@all") ? "all" : id);
              }
            }),
        Breakage.ofStore(
            "A9",
            "answers an append beyond a limit as if it were done",
            BrokenKits.Limits.class,
            sound -> new BrokenStore(sound) {
              @Override
              public EventStream stream(String id) {
                return new SwallowsRefusals(super.stream(id));
              }
            }),
        Breakage.ofStorage(
            "A12",
            "judges a condition from its position on, included",
            Chapters.Condition.class,
            sound -> Broken.appending(sound, RefusalBreakages::oneEarlier)),
        Breakage.ofStorage(
            "A12",
            "judges the conditions of a group before the group alone",
            Chapters.Condition.class,
            IgnoresGroup::new),
        Breakage.ofStorage(
            "A12",
            "judges the conditions of a group before the group alone",
            Chapters.Storage.class,
            IgnoresGroup::new),
        Breakage.ofStore(
            "A13",
            "forgets that the thread was interrupted",
            BrokenKits.Commit.class,
            sound -> new BrokenStore(sound) {
              @Override
              public EventStream stream(String id) {
                return new ForgetsInterrupts(super.stream(id));
              }
            }),
        Breakage.ofStorage(
            "A14",
            "returns an empty object with a key in it",
            Chapters.Metadata.class,
            sound -> Broken.showing(
                sound,
                event -> event.metadata().equals("{}")
                    ? Altered.metadata(event, "{\"\":null}")
                    : event)),
        Breakage.ofStorage(
            "A14",
            "keeps whole numbers as doubles",
            Chapters.Metadata.class,
            sound -> Broken.showing(
                sound,
                event -> Altered.metadata(
                    event, event.metadata().replace("9007199254740993", "9007199254740992")))));
  }

  private static StreamWrite withoutKeys(StreamWrite write) {
    List<NewEvent> events = write.events().stream()
        .map(event -> new NewEvent(
            event.type(),
            event.id(),
            false,
            event.tags(),
            event.metadata(),
            event.data(),
            event.format()))
        .toList();
    return new StreamWrite(write.streamId(), write.expected(), events);
  }

  private static AppendRequest oneEarlier(AppendRequest request) {
    List<AppendCondition> conditions = request.conditions().stream()
        .map(condition -> condition.after(Math.max(0, condition.after() - 1)))
        .toList();
    return new AppendRequest(request.writes(), conditions);
  }

  /** Checks the expected versions first, also for repeats. */
  private static final class ChecksRepeats extends BrokenHandle {
    ChecksRepeats(StorageHandle sound) {
      super(sound);
    }

    @Override
    public GroupOutcome append(List<AppendRequest> group) {
      GroupOutcome checked = super.append(group.stream()
          .map(request -> Broken.writing(
              request, write -> new StreamWrite(write.streamId(), write.expected(), List.of())))
          .toList());
      boolean refused =
          checked.outcomes().stream().anyMatch(outcome -> !(outcome instanceof AppendOutcome.Done));
      return refused ? checked : super.append(group);
    }
  }

  /** Judges the conditions of each request by the events that were stored before the group. */
  private static final class IgnoresGroup extends BrokenHandle {
    IgnoresGroup(StorageHandle sound) {
      super(sound);
    }

    @Override
    public GroupOutcome append(List<AppendRequest> group) {
      if (group.size() == 1) {
        return super.append(group);
      }
      return super.append(group.stream().map(this::judged).toList());
    }

    private AppendRequest judged(AppendRequest request) {
      List<StreamWrite> nothing = request.writes().stream()
          .map(write -> new StreamWrite(write.streamId(), ExpectedVersion.any(), List.of()))
          .toList();
      AppendOutcome alone = super.append(List.of(new AppendRequest(nothing, request.conditions())))
          .outcomes()
          .get(0);
      return alone instanceof AppendOutcome.Done
          ? new AppendRequest(request.writes(), List.of())
          : request;
    }
  }

  private static final class SwallowsRefusals extends BrokenStream {
    SwallowsRefusals(EventStream sound) {
      super(sound);
    }

    @Override
    public AppendResult append(ExpectedVersion expected, List<CandidateEvent> events) {
      try {
        return super.append(expected, events);
      } catch (IllegalArgumentException refused) {
        return super.append(ExpectedVersion.any(), List.of());
      }
    }
  }

  private static final class ForgetsInterrupts extends BrokenStream {
    ForgetsInterrupts(EventStream sound) {
      super(sound);
    }

    @Override
    public AppendResult append(ExpectedVersion expected, List<CandidateEvent> events) {
      boolean unused = Thread.interrupted();
      return super.append(expected, events);
    }
  }
}
