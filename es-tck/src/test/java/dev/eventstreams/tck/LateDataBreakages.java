package dev.eventstreams.tck;

import dev.eventstreams.Bytes;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamWrite;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Breakages of late data. */
final class LateDataBreakages {

  private LateDataBreakages() {}

  static List<Breakage> all() {
    return List.of(
        Breakage.ofStorage(
            "A1",
            "writes an event without data where the data cannot be made",
            Chapters.LateData.class,
            sound -> Broken.appending(
                sound, request -> withData(request, LateDataBreakages::orNothing))),
        // The stored events have no data, so every test that reads them fails too.
        Breakage.ofStorage(
                "A1",
                "looks at data after the commit",
                Chapters.LateData.class,
                LooksAfterwards::new)
            .alsoFailing(
                "failsTheAppendAloneWhoseLateDataCannotBeMade",
                "letsLateDataComeFromAnAppendOfItsOwn",
                "makesLateDataInTheThreadThatAppendsBeforeTheAppendIsQueued"),
        Breakage.ofStorage(
            "A1",
            "drops the append whose data cannot be made and writes the rest of its group",
            Chapters.LateData.class,
            WritesTheRest::new),
        Breakage.ofStore(
            "A13",
            "makes late data in a thread of its own",
            BrokenKits.LateData.class,
            BrokenCalls.breaking(
                call -> Work.start(Duration.ofMinutes(1), () -> {
                      try {
                        return call.proceed();
                      } catch (Exception e) {
                        throw e;
                      } catch (Throwable e) {
                        throw new AssertionError(e);
                      }
                    })
                    .result(),
                "append",
                "appendAsync")));
  }

  private static AppendRequest withData(AppendRequest request, Function<Bytes, Bytes> change) {
    return Broken.writing(
        request,
        write -> new StreamWrite(
            write.streamId(),
            write.expected(),
            write.events().stream()
                .map(event -> new NewEvent(
                    event.type(),
                    event.id(),
                    event.keyed(),
                    event.tags(),
                    event.metadata(),
                    change.apply(event.data()),
                    event.format()))
                .toList()));
  }

  private static Bytes orNothing(Bytes data) {
    try {
      data.resolve();
      return data;
    } catch (Throwable e) {
      return Bytes.empty();
    }
  }

  /** Commits all events without data, and makes the late data after the commit. */
  private static final class LooksAfterwards extends BrokenHandle {
    LooksAfterwards(StorageHandle sound) {
      super(sound);
    }

    @Override
    public GroupOutcome append(List<AppendRequest> group) {
      GroupOutcome outcome = super.append(group.stream()
          .map(request -> withData(request, data -> Bytes.empty()))
          .toList());
      group.forEach(request -> withData(request, data -> {
        data.resolve();
        return data;
      }));
      return outcome;
    }
  }

  /** Writes the other appends of a group, and then reports a failure. */
  private static final class WritesTheRest extends BrokenHandle {
    WritesTheRest(StorageHandle sound) {
      super(sound);
    }

    @Override
    public GroupOutcome append(List<AppendRequest> group) {
      try {
        return super.append(group);
      } catch (Throwable e) {
        for (AppendRequest request : group) {
          try {
            super.append(List.of(request));
          } catch (Throwable failed) {
            e.addSuppressed(failed);
          }
        }
        throw new StorageException("an append of the group failed", e);
      }
    }
  }
}
