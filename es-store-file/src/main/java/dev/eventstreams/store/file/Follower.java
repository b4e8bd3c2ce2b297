package dev.eventstreams.store.file;

import dev.eventstreams.StorageException;
import dev.eventstreams.core.adapter.FileFailure;
import dev.eventstreams.core.adapter.FileIdentity;
import dev.eventstreams.spi.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The log up to the end that the file {@code head} shows as committed, for a reader that is not the
 * writer. Each call looks at {@code head} again; with {@code damage=skip}, the log is read only
 * once.
 *
 * <p>A follower never shows an event that later disappears. The writer puts a group into {@code
 * head} only after the group's fsync, so neither a killed writer nor a power loss can remove the
 * group: recovery cuts off a group only if it is not whole, and the writer cuts off a failed write
 * or fsync before {@code head} could show it as committed. A group that is whole in the file but
 * not in {@code head} is not shown, because its fsync may still fail. If {@code head} cannot be
 * read, every group except the last one of the log is shown: a group is begun only after the fsync
 * of the group before it. The writer overwrites {@code head} before it answers an append, so a
 * follower finds every acknowledged append. If that write of {@code head} fails, followers see the
 * append later, and the writer logs this.
 *
 * <p>A new writer may have replaced the last segment by a copy. Then the follower reads everything
 * again, and must find the same store with at least the same number of events. If the store was
 * deleted, moved, replaced or set back, this follower fails for good.
 */
final class Follower {

  private final StoreDirectory directory;
  private final ReadFiles files;
  private final boolean skipDamage;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable LogReader reader;
  private @Nullable Published seen;
  private @Nullable FileIdentity end; // the last segment's file
  private @Nullable String lost;

  Follower(StoreDirectory directory, ReadFiles files, boolean skipDamage) {
    this.directory = directory;
    this.files = files;
    this.skipDamage = skipDamage;
  }

  /** Returns the current log. */
  LogReader current() {
    lock.lock();
    try {
      requireNotLost();
      LogReader known = reader;
      if (known == null) {
        known = load();
      } else if (!skipDamage) {
        known = moveOn(known);
      }
      reader = known;
      return known;
    } catch (IOException e) {
      throw new StorageException(
          "cannot read the store " + Names.printable(directory.path()) + ": "
              + FileFailure.reason(e, directory.path()),
          e);
    } finally {
      lock.unlock();
    }
  }

  private LogReader load() throws IOException {
    Published published = Published.read(directory.head());
    LogLoader loader = new LogLoader(directory, files);
    LogIndex index;
    if (skipDamage) {
      index = new LogIndex(0);
      new Salvage(directory, files, index).run(published);
    } else {
      index = loader.newIndex();
      follow(loader, index, published == null ? allButTheLast() : published);
    }
    seen = published;
    end = FileIdentity.of(lastFile(index));
    return new LogReader(index, files);
  }

  private Path lastFile(LogIndex index) {
    Segment last = index.lastSegment();
    return last == null ? directory.segment(1) : last.file;
  }

  private LogReader moveOn(LogReader known) throws IOException {
    Published published = Published.read(directory.head());
    FileIdentity file = end;
    boolean sameFile = file != null && file.isThere();
    if (sameFile && Objects.equals(published, seen)) {
      return known;
    }
    if (seen != null && FileIdentity.isMissing(directory.head())) {
      lose("was deleted or moved while it was open: there is no file "
          + Names.printable(directory.head()));
    }
    if (published == null && sameFile) {
      return known;
    }
    LogIndex index = known.index();
    if (published != null && published.position() < index.head()) {
      lose("was set back while it was open: it ended at position " + index.head()
          + ", and now ends at " + published.position());
    }
    Segment last = index.lastSegment();
    if (published == null || !sameFile || last == null || published.segment() < last.number) {
      return loadAgain(index);
    }
    return follow(known, published);
  }

  private LogReader loadAgain(LogIndex before) throws IOException {
    files.reopen();
    LogReader again = load();
    LogIndex index = again.index();
    if (index.seed() != before.seed() || index.head() < before.head()) {
      lose("was replaced while it was open: " + Names.printable(lastFile(before))
          + " is a different file");
    }
    return again;
  }

  private LogReader follow(LogReader known, Published published) {
    LogIndex index = known.index();
    reader = null; // if this fails half-way, the next call reads everything again
    index.writing(() -> {
      try {
        follow(new LogLoader(directory, files), index, published);
        end = FileIdentity.of(lastFile(index));
      } catch (IOException e) {
        throw new StorageException(
            "cannot read the store " + Names.printable(directory.path()) + ": "
                + FileFailure.reason(e, directory.path()),
            e);
      }
    });
    seen = published;
    return known;
  }

  private void lose(String how) {
    lost =
        "the store " + Names.printable(directory.path()) + " " + how + "; close this store object";
    requireNotLost();
  }

  private void requireNotLost() {
    if (lost != null) {
      throw StorageException.lost(lost, null);
    }
  }

  private void follow(LogLoader loader, LogIndex index, Published to) throws IOException {
    Segment last = index.lastSegment();
    int number = last == null ? 1 : last.number;
    for (; number <= to.segment(); number++) {
      if (last == null || last.number < number) {
        if (FileIdentity.isMissing(directory.segment(number))) {
          throw new StorageException(
              "the store is damaged: segment " + number + " is missing ("
                  + Names.printable(directory.segment(number)) + ")",
              null);
        }
        last = loader.begin(index, number, false);
      }
      if (last != null) {
        last.seal(); // a follower writes no index file
        boolean end = number == to.segment();
        follow(loader, index, last, end ? to.bytes() : Files.size(last.file));
      }
    }
    if (index.head() != to.position()) {
      throw new StorageException(
          "the store is damaged: " + Names.printable(directory.head()) + " shows position "
              + to.position() + ", and the log ends at " + index.head(),
          null);
    }
  }

  private void follow(LogLoader loader, LogIndex index, Segment segment, long to)
      throws IOException {
    if (segment.events() == 0) {
      boolean unused = loader.useIndexFile(index, segment, to, false);
    }
    long end = new SegmentScan(index, segment, files, to).run();
    if (end != to) {
      throw segment.damage(end, "a group that is not whole before offset " + to);
    }
  }

  private Published allButTheLast() throws IOException {
    LogLoader loader = new LogLoader(directory, files);
    LogIndex whole = loader.newIndex();
    boolean lastHasHeader = loader.loadAll(whole).end() > 0;
    Segment last = whole.lastSegment();
    if (last == null) {
      return new Published(0, 0, 0);
    }
    if (!lastHasHeader || last.events() == 0) {
      return new Published(last.number, last.committed(), whole.head());
    }
    byte[] line = new byte[GroupHeader.LENGTH];
    int read = files.read(last.file, last.lastGroup(), line, line.length);
    GroupHeader group = GroupHeader.read(line, 0, read);
    if (group == null) {
      throw last.damage(last.lastGroup(), "the header of a group does not fit its checksum");
    }
    return new Published(last.number, last.lastGroup(), group.first() - 1);
  }
}
