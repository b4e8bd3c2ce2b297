package dev.eventstreams.tck;

import dev.eventstreams.Bytes;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreLockedException;
import dev.eventstreams.core.adapter.AppendPlanner;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageLimits;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamHead;
import dev.eventstreams.spi.StreamWrite;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An open log: a handle reads what other handles have written before it answers, and writes while
 * no other handle writes.
 */
final class NaiveHandle implements StorageHandle {

  private static final int WRITTEN_LATER_AT = 100;

  private final Path path;
  private final NaiveFlaw flaw;
  private final Clock clock;
  private final NaiveFile file;
  private final NaiveState state = new NaiveState();
  private final ReentrantLock lock = new ReentrantLock();
  private final List<byte[]> later = new ArrayList<>();
  private final @Nullable RandomAccessFile slot;
  private boolean othersWroteLast;
  private volatile boolean failed;

  NaiveHandle(Path path, NaiveFlaw flaw, Clock clock) {
    this.path = path;
    this.flaw = flaw;
    this.clock = clock;
    this.slot = flaw == NaiveFlaw.REFUSES_THE_SIXTH ? takeSlot(path) : null;
    this.file = new NaiveFile(path, flaw);
    boolean unused = file.exclusively(() -> {
      recover();
      return true;
    });
    if (state.version() > NaiveState.VERSION && flaw != NaiveFlaw.OPENS_NEWER) {
      throw newer();
    }
  }

  private StorageException newer() {
    file.close();
    if (flaw == NaiveFlaw.EMPTIES_NEWER) {
      NaiveLog.rewrite(path, frames -> frames.subList(frames.size() - 1, frames.size()));
    }
    return new StorageException(
        path + " has version " + state.version() + ", and this knows " + NaiveState.VERSION, null);
  }

  private static RandomAccessFile takeSlot(Path path) {
    try {
      for (int i = 0; i < 5; i++) {
        RandomAccessFile slot = new RandomAccessFile(path + ".slot" + i, "rw");
        if (locks(slot)) {
          return slot;
        }
        slot.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new StoreLockedException("five other handles have " + path + " open", null);
  }

  private static boolean locks(RandomAccessFile slot) throws IOException {
    try {
      return slot.getChannel().tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private void recover() {
    byte[] last = null;
    for (byte[] frame = file.next(); frame != null; frame = file.next()) {
      if (last != null) {
        remember(NaiveFrame.decode(last));
      }
      last = frame;
    }
    if (last == null) {
      return;
    }
    NaiveFrame frame = NaiveFrame.decode(last);
    if (flaw == NaiveFlaw.FORGETS_HALF_A_GROUP && frame instanceof NaiveFrame.Group group) {
      file.unread(last);
      frame = new NaiveFrame.Group(group.events().subList(0, group.events().size() - 1));
      file.write(frame.encode());
    }
    remember(frame);
  }

  private void remember(NaiveFrame frame) {
    if (flaw != NaiveFlaw.FORGETS_SNAPSHOTS || !(frame instanceof NaiveFrame.Saved)) {
      state.apply(frame, flaw != NaiveFlaw.FORGETS_KEYS);
    }
  }

  @Override
  public GroupOutcome append(List<AppendRequest> group) {
    return exclusively(() -> {
      List<AppendRequest> judged =
          flaw == NaiveFlaw.TRUSTS_OTHERS && othersWroteLast ? unchecked(group) : group;
      if (flaw == NaiveFlaw.FAILS_CONDITIONS) {
        NaiveDamage.requireNone(state, AppendPlanner.questions(judged).conditions());
      }
      GroupOutcome outcome =
          AppendPlanner.decide(judged, state.facts(AppendPlanner.questions(judged)), clock);
      if (!outcome.written().isEmpty()) {
        write(new NaiveFrame.Group(outcome.written()));
        othersWroteLast = false;
      }
      return outcome;
    });
  }

  private static List<AppendRequest> unchecked(List<AppendRequest> group) {
    return group.stream()
        .map(request -> new AppendRequest(
            request.writes().stream()
                .map(write ->
                    new StreamWrite(write.streamId(), ExpectedVersion.any(), write.events()))
                .toList(),
            request.conditions()))
        .toList();
  }

  @Override
  public Page read(PageRequest request) {
    Page page = caughtUp(() -> NaiveDamage.page(flaw, state, request));
    boolean readsOn = request.after() > 0 && request.upTo() == Long.MAX_VALUE;
    if (flaw == NaiveFlaw.SKIPS_FOREIGN && readsOn && request.stream() == null) {
      List<EventRecord> most =
          page.records().stream().filter(event -> event.position() % 10 != 0).toList();
      return new Page(most, page.scannedTo(), page.more());
    }
    return page;
  }

  @Override
  public StreamHead head(@Nullable String stream) {
    return caughtUp(() -> state.head(stream));
  }

  @Override
  public @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
    lock.lock();
    try {
      catchUp();
      return state.snapshot(source, projection);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void saveSnapshot(StoredSnapshot snapshot) {
    boolean unused = exclusively(() -> write(new NaiveFrame.Saved(snapshot)));
  }

  @Override
  public void deleteSnapshots(String source) {
    boolean unused = exclusively(() -> write(new NaiveFrame.Deleted(source)));
  }

  @Override
  public byte[] putIfAbsent(String name, byte[] value) {
    return exclusively(() -> {
      if (state.value(name) == null) {
        boolean unused = put(new NaiveFrame.Settled(name, Bytes.of(value)));
      }
      return Objects.requireNonNull(state.value(name)).clone();
    });
  }

  private boolean put(NaiveFrame.Settled value) {
    if (flaw == NaiveFlaw.KEEPS_VALUES_IN_MEMORY) {
      state.apply(value, true);
      return true;
    }
    return write(value);
  }

  @Override
  public byte @Nullable [] value(String name) {
    lock.lock();
    try {
      catchUp();
      byte[] stands = state.value(name);
      return stands == null ? null : stands.clone();
    } finally {
      lock.unlock();
    }
  }

  private boolean write(NaiveFrame frame) {
    byte[] encoded = frame.encode(); // makes all late data before anything is changed
    if (flaw != NaiveFlaw.WRITES_LATER) {
      file.write(encoded);
    } else {
      later.add(encoded);
      if (later.size() >= WRITTEN_LATER_AT) {
        flush();
      }
    }
    state.apply(frame, true);
    return true;
  }

  private void flush() {
    later.forEach(file::write);
    later.clear();
  }

  // After an Error, such as an OutOfMemoryError, the state in memory may have half of what is
  // written.
  private <T> T exclusively(Supplier<T> work) {
    lock.lock();
    boolean kept = false;
    try {
      if (failed) {
        throw new StorageException("an append failed; open " + path + " again", null);
      }
      if (flaw == NaiveFlaw.KEEPS_LOCK) {
        byte[] unused = new byte[4 << 20]; // fails if memory has run out
      }
      return file.exclusively(() -> {
        catchUp();
        return work.get();
      });
    } catch (Error e) {
      failed = true;
      kept = flaw == NaiveFlaw.KEEPS_LOCK;
      throw e;
    } finally {
      if (!kept) {
        lock.unlock();
      }
    }
  }

  private <T> T caughtUp(Supplier<T> work) {
    lock.lock();
    try {
      catchUp();
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  private void catchUp() {
    for (byte[] frame = file.next(); frame != null; frame = file.next()) {
      remember(NaiveFrame.decode(frame));
      othersWroteLast = true;
    }
  }

  @Override
  public StorageLimits limits() {
    return StorageLimits.none();
  }

  @Override
  public Notifier notifier() {
    return new NaiveNotifier(file);
  }

  @Override
  public String location() {
    return path.toString();
  }

  @Override
  public void close() {
    if (!failed) {
      boolean unused = exclusively(() -> {
        flush();
        return true;
      });
    }
    file.close();
    try {
      if (slot != null) {
        slot.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
