package dev.eventstreams.tck;

import dev.eventstreams.Bytes;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamWrite;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Breakages of snapshots. */
final class SnapshotBreakages {

  private SnapshotBreakages() {}

  static List<Breakage> all() {
    return List.of(
        Breakage.ofStorage(
            "S1", "keeps the snapshot saved last", Chapters.Snapshot.class, KeepsTheLast::new),
        Breakage.ofStorage(
            "S2", "writes an event for every snapshot", Chapters.Snapshot.class, WritesEvents::new),
        Breakage.ofStorage(
            "S4", "says a later version than was saved", Chapters.Snapshot.class, SaysLater::new));
  }

  private static final class KeepsTheLast extends BrokenHandle {
    KeepsTheLast(StorageHandle sound) {
      super(sound);
    }

    @Override
    public void saveSnapshot(StoredSnapshot snapshot) {
      StoredSnapshot known = loadSnapshot(snapshot.source(), snapshot.projection());
      if (known != null && known.version() > snapshot.version()) {
        deleteSnapshots(snapshot.source());
      }
      super.saveSnapshot(snapshot);
    }
  }

  private static final class WritesEvents extends BrokenHandle {
    WritesEvents(StorageHandle sound) {
      super(sound);
    }

    @Override
    public void saveSnapshot(StoredSnapshot snapshot) {
      super.saveSnapshot(snapshot);
      if (snapshot.version() == 0) {
        NewEvent saved = new NewEvent("Saved", "id", false, List.of(), "{}", Bytes.empty(), 0);
        StreamWrite write = new StreamWrite("snapshots", ExpectedVersion.any(), List.of(saved));
        GroupOutcome unused = append(List.of(new AppendRequest(List.of(write), List.of())));
      }
    }
  }

  /** Loads a snapshot with a version that is one too high, if at least two events came after it. */
  private static final class SaysLater extends BrokenHandle {
    SaysLater(StorageHandle sound) {
      super(sound);
    }

    @Override
    public @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
      StoredSnapshot known = super.loadSnapshot(source, projection);
      long end = head(source.equals("@all") ? null : source).last();
      if (known == null || known.version() + 2 > end) {
        return known;
      }
      return new StoredSnapshot(
          source,
          projection,
          known.version() + 1,
          known.timestamp(),
          known.state(),
          known.format());
    }
  }
}
