package dev.eventstreams.tck;

import dev.eventstreams.Bytes;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamHead;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Breakages of handles: snapshots, notifiers, interrupts, heads, and resources that stay open after
 * a close.
 */
final class HandleBreakages {

  private HandleBreakages() {}

  static List<Breakage> all() {
    return List.of(
        deletion("deletes snapshots by the beginning of a source", String::startsWith),
        deletion("deletes the snapshots that a LIKE pattern matches", HandleBreakages::like),
        deletion("deletes snapshots of a source in any case", String::equalsIgnoreCase),
        Breakage.ofStorage(
            "S5",
            "takes no lower version after a deletion",
            Chapters.SnapshotStorage.class,
            RemembersDeleted::new),
        Breakage.ofStorage(
            "S2",
            "cuts a snapshot's state at 1 MiB",
            Chapters.SnapshotStorage.class,
            CutsStates::new),
        notifier("does not wake who waits when a notifier is closed", Deaf::new),
        notifier("swallows the interrupt of who waits for a hint", Uninterruptible::new),
        interrupted("breaks when an interrupted thread reads", Breaks::new),
        interrupted("clears the flag of an interrupted thread that reads", ClearsFlags::new),
        interrupted("breaks when an interrupted thread saves", BreaksWhenSaving::new),
        Breakage.ofStorage(
            "L1", "leaves a file open", Chapters.Closing.class, LeavesAFileOpen::new),
        Breakage.ofStorage(
            "L1", "leaves a thread behind", Chapters.Closing.class, LeavesAThread::new),
        Breakage.ofStorage(
            "L3",
            "cannot be opened again once a handle was closed",
            Chapters.Shared.class,
            EndsWithTheFirst::opened),
        Breakage.ofStorage(
            "L6", "counts for its head", Chapters.Storage.class, CountsForItsHead::new));
  }

  private static Breakage deletion(String how, BiPredicate<String, String> matches) {
    UnaryOperator<StorageHandle> storage = sound -> new DeletesMore(sound, matches);
    return Breakage.ofStorage("S5", how, Chapters.SnapshotStorage.class, storage);
  }

  private static Breakage notifier(String how, UnaryOperator<Notifier> broken) {
    UnaryOperator<StorageHandle> storage = sound -> new BrokenHandle(sound) {
      @Override
      public Notifier notifier() {
        return broken.apply(super.notifier());
      }
    };
    return Breakage.ofStorage("W5", how, Chapters.Notifier.class, storage);
  }

  private static Breakage interrupted(String how, UnaryOperator<StorageHandle> storage) {
    return Breakage.ofStorage("A13", how, Chapters.InterruptedStorage.class, storage);
  }

  private static boolean like(String source, String pattern) {
    return source.matches(pattern.replace("%", ".*").replace("_", "."));
  }

  /** Also deletes the snapshots of other sources. */
  private static final class DeletesMore extends BrokenHandle {

    private final BiPredicate<String, String> matches;
    private final Set<String> sources = ConcurrentHashMap.newKeySet();

    DeletesMore(StorageHandle sound, BiPredicate<String, String> matches) {
      super(sound);
      this.matches = matches;
    }

    @Override
    public void saveSnapshot(StoredSnapshot snapshot) {
      sources.add(snapshot.source());
      super.saveSnapshot(snapshot);
    }

    @Override
    public void deleteSnapshots(String source) {
      super.deleteSnapshots(source);
      sources.stream().filter(other -> matches.test(other, source)).forEach(super::deleteSnapshots);
    }
  }

  private static final class RemembersDeleted extends BrokenHandle {

    private final Map<String, Long> highest = new ConcurrentHashMap<>();

    RemembersDeleted(StorageHandle sound) {
      super(sound);
    }

    @Override
    public void saveSnapshot(StoredSnapshot snapshot) {
      if (highest.merge(snapshot.source(), snapshot.version(), Math::max) == snapshot.version()) {
        super.saveSnapshot(snapshot);
      }
    }
  }

  private static final class CutsStates extends BrokenHandle {
    CutsStates(StorageHandle sound) {
      super(sound);
    }

    @Override
    public void saveSnapshot(StoredSnapshot given) {
      byte[] state = given.state().toArray();
      Bytes cut = Bytes.of(state, 0, Math.min(state.length, 1 << 20));
      super.saveSnapshot(new StoredSnapshot(
          given.source(),
          given.projection(),
          given.version(),
          given.timestamp(),
          cut,
          given.format()));
    }
  }

  /** Waits for the whole timeout, closed or not. */
  private record Deaf(Notifier sound) implements Notifier {
    @Override
    public boolean await(Duration timeout) throws InterruptedException {
      return new CountDownLatch(1).await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
      sound.close();
    }
  }

  private record Uninterruptible(Notifier sound) implements Notifier {
    @Override
    public boolean await(Duration timeout) {
      try {
        return sound.await(timeout);
      } catch (InterruptedException e) {
        return false;
      }
    }

    @Override
    public void close() {
      sound.close();
    }
  }

  /**
   * Closes for all threads when the thread of one reader is interrupted, as a file channel does.
   */
  private static class Breaks extends BrokenHandle {

    volatile boolean broken;

    Breaks(StorageHandle sound) {
      super(sound);
    }

    @Override
    public Page read(PageRequest request) {
      breakIfInterrupted();
      return super.read(request);
    }

    final void breakIfInterrupted() {
      broken |= Thread.currentThread().isInterrupted();
      if (broken) {
        throw new StorageException("closed by an interrupt", null);
      }
    }
  }

  private static final class BreaksWhenSaving extends Breaks {
    BreaksWhenSaving(StorageHandle sound) {
      super(sound);
    }

    @Override
    public Page read(PageRequest request) {
      return sound.read(request);
    }

    @Override
    public void saveSnapshot(StoredSnapshot snapshot) {
      breakIfInterrupted();
      super.saveSnapshot(snapshot);
    }
  }

  private static final class ClearsFlags extends BrokenHandle {
    ClearsFlags(StorageHandle sound) {
      super(sound);
    }

    @Override
    public Page read(PageRequest request) {
      boolean unused = Thread.interrupted();
      return super.read(request);
    }
  }

  private static final class LeavesAFileOpen extends BrokenHandle {

    private static final List<InputStream> OPEN = new ArrayList<>();

    LeavesAFileOpen(StorageHandle sound) {
      super(sound);
      try {
        OPEN.add(new FileInputStream("pom.xml"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class LeavesAThread extends BrokenHandle {
    LeavesAThread(StorageHandle sound) {
      super(sound);
      Thread thread = new Thread(LeavesAThread::waitForEver, "left-behind");
      thread.setDaemon(true);
      thread.start();
    }

    private static void waitForEver() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        // It ends when it is interrupted.
      }
    }
  }

  /** After one handle of a store was closed, the store cannot be opened again. */
  private static final class EndsWithTheFirst extends BrokenHandle {

    private static final Set<String> CLOSED = ConcurrentHashMap.newKeySet();

    private EndsWithTheFirst(StorageHandle sound) {
      super(sound);
    }

    static StorageHandle opened(StorageHandle sound) {
      if (CLOSED.contains(sound.location())) {
        sound.close();
        throw new StorageException(sound.location() + " was closed", null);
      }
      return new EndsWithTheFirst(sound);
    }

    @Override
    public void close() {
      CLOSED.add(sound.location());
      super.close();
    }
  }

  private static final class CountsForItsHead extends BrokenHandle {
    CountsForItsHead(StorageHandle sound) {
      super(sound);
    }

    @Override
    public StreamHead head(@Nullable String stream) {
      StreamHead head = super.head(stream);
      long count = 0;
      boolean more = true;
      for (long after = 0; more; ) {
        Page page = super.read(Broken.allOf(stream, after));
        count +=
            page.records().stream().filter(event -> !event.type().isEmpty()).count();
        after = page.scannedTo();
        more = page.more();
      }
      return new StreamHead(head.last(), count, head.timestamp());
    }
  }
}
