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
 * The first steps of an opening that writes: make missing files, and cut off what an earlier
 * process could not finish.
 *
 * <p>Unless the last writer closed the store cleanly, the last segment is written again, into a new
 * file. First, what is read here may be only in the system's cache: a process was killed before its
 * fsync, or the fsync of an earlier opening failed, and after that another fsync proves nothing.
 * Second, a writer that still runs without its lock writes into the old file. Earlier segments need
 * no copy: a segment is begun only after the fsync of everything before it.
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

  /**
   * Makes an empty log in an empty directory. Returns whether it did; otherwise there is already a
   * log.
   */
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
   * Reads the log. On return, every byte of the log is on the disk.
   *
   * @param inGoodOrder whether the last writer closed the store cleanly
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

  // A segment is begun before its first group is written. A segment without groups may be
  // incomplete, or may have been given up. It is removed, and begun again when it is needed.
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

  // The torn group was not acknowledged: its fsync had not returned. It is nevertheless kept in a
  // separate file, which is durable before the group is cut off.
  private void keepTorn(LogLoader.End end) throws IOException {
    Path file = directory.segment(end.segment());
    long content = SegmentScan.contentEnd(files, file, end.length());
    String kept = "they were all zeros";
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

  // The log decides. But a reader may have seen more events, so a shorter log is reported.
  private void compare(LogIndex index) throws IOException {
    Published published = Published.read(directory.head());
    if (published != null && published.position() > index.head()) {
      LOG.log(
          Level.WARNING,
          "the log in " + Names.printable(directory.path()) + " ends at position " + index.head()
              + ", though position " + published.position()
              + " had been committed: something other than this library cut it off");
    }
  }
}
