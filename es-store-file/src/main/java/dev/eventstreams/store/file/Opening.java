package dev.eventstreams.store.file;

import dev.eventstreams.core.adapter.FileIdentity;
import dev.eventstreams.spi.Names;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * What the one who may write does first: makes what is missing, and cuts off what an earlier process could not finish.
 *
 * <p>Unless the last writer closed the store in good order, the last segment is written anew, into a new file. For what is read here
 * may be in the system's cache alone: of a process that was killed before its fsync, or of an opening whose fsync failed, after
 * which another one proves nothing. And a writer that is still alive without its lock writes into the old file. No earlier segment
 * is concerned: one is begun only after the fsync of everything before.
 */
final class Opening {

  private static final System.Logger LOG = System.getLogger(Opening.class.getName());

  private final StoreDirectory directory;
  private final ReadFiles files;
  private final LogFile.Opener opener;

  Opening(StoreDirectory directory, ReadFiles files, LogFile.Opener opener) {
    this.directory = directory;
    this.files = files;
    this.opener = opener;
  }

  /** Makes an empty log in an empty directory. Returns whether it did: otherwise there is a log. */
  boolean create() throws IOException {
    boolean empty = directory.segments().isEmpty();
    if (empty) {
      directory.requireEmpty();
      create(1, new SecureRandom().nextLong() >>> 2);
    }
    return empty;
  }

  private void create(int number, long store) throws IOException {
    LogEnd.create(directory, opener, number, store, 1).close();
  }

  /**
   * Reads the log, of which every byte is on the disk then.
   *
   * @param inGoodOrder whether the last writer left it so
   */
  LogIndex load(boolean inGoodOrder) throws IOException {
    removeUnfinished();
    removeEmptySegment();
    LogLoader loader = new LogLoader(directory, files);
    LogIndex index = loader.newIndex();
    LogLoader.End end = loader.loadAll(index, segment -> IndexFile.keep(directory, index, segment));
    if (end.isTorn()) {
      keepTorn(end);
    }
    Path last = directory.segment(end.segment());
    if (end.end() == 0) {
      Files.delete(last);
      create(end.segment(), index.seed());
      files.reopen();
      loader.begin(index, end.segment(), true);
    } else if (end.isTorn() || !inGoodOrder) {
      copy(last, 0, end.end(), last);
      files.reopen();
    }
    if (!inGoodOrder) {
      writeSettledAnew();
    }
    compare(index);
    return index;
  }

  // A segment is begun before its first group is written. One that has none may not have been begun
  // whole, or may have been given up: it is begun again when it is needed.
  private void removeEmptySegment() throws IOException {
    int last = directory.segments().size();
    Path file = directory.segment(last);
    if (last > 1 && !FileIdentity.isMissing(file) && isEmpty(file)) {
      files.reopen();
      Files.delete(file);
      directory.sync();
    }
  }

  private boolean isEmpty(Path file) throws IOException {
    byte[] header = new byte[SegmentHeader.LENGTH];
    long end = SegmentScan.contentEnd(files, file, Files.size(file));
    int read = files.read(file, 0, header, header.length);
    return end <= header.length && SegmentHeader.begins(header, (int) Math.min(read, end));
  }

  // It was not acknowledged: no fsync of it had returned. It is kept all the same, and durably so
  // before it is cut off.
  private void keepTorn(LogLoader.End end) throws IOException {
    Path file = directory.segment(end.segment());
    long content = SegmentScan.contentEnd(files, file, end.length());
    String kept = "it was nothing but zeros";
    if (content > end.end()) {
      Path torn = directory.torn(end.segment(), end.end());
      copy(file, end.end(), content, torn);
      kept = "they are kept in " + Names.printable(torn);
    }
    LOG.log(
        Level.WARNING,
        "the last append to " + Names.printable(file) + " was not finished: "
            + (end.length() - end.end()) + " bytes from offset " + end.end() + " on were cut off; "
            + kept);
  }

  private void copy(Path file, long from, long to, Path target) throws IOException {
    Path unfinished = target.resolveSibling(target.getFileName() + SmallFile.UNFINISHED);
    byte[] part = new byte[64 << 10];
    try (RandomAccessFile open = new RandomAccessFile(unfinished.toFile(), "rw")) {
      open.setLength(0);
      for (long at = from; at < to; at += part.length) {
        int size = (int) Math.min(part.length, to - at);
        if (files.read(file, at, part, size) < size) {
          throw new IOException(Names.printable(file) + " became shorter while it was copied");
        }
        open.write(part, 0, size);
      }
      open.getFD().sync();
    }
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    directory.sync();
  }

  private void writeSettledAnew() throws IOException {
    for (Path file : Folders.list(directory.settled())) {
      byte[] content = SmallFile.read(file);
      if (content != null) {
        SmallFile.replace(directory.settled(), file.getFileName().toString(), content);
      }
    }
  }

  private void removeUnfinished() throws IOException {
    List<Path> folders = new ArrayList<>(Folders.list(directory.snapshots()));
    folders.addAll(List.of(directory.path(), directory.snapshots(), directory.settled()));
    folders.removeIf(folder -> !Files.isDirectory(folder));
    for (Path folder : folders) {
      for (Path file : Folders.list(folder)) {
        if (file.toString().endsWith(SmallFile.UNFINISHED)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  // The log is what counts. But whoever was shown more once should hear of it.
  private void compare(LogIndex index) throws IOException {
    Published published = Published.read(directory.head());
    if (published != null && published.position() > index.head()) {
      LOG.log(
          Level.WARNING,
          "the log in " + Names.printable(directory.path()) + " ends at position " + index.head()
              + ", though position " + published.position()
              + " had been committed: it was cut off by something else than this library");
    }
  }
}
