package dev.eventstreams.store.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** What the one who may write does first: makes what is missing, and cuts off what an earlier process could not finish. */
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

  LogIndex load() throws IOException {
    List<Integer> numbers = directory.segments();
    if (numbers.isEmpty()) {
      directory.requireEmpty();
      LogWriter.create(directory, opener, 1, new java.security.SecureRandom().nextLong() >>> 2, 1);
    } else {
      removeUnfinished();
    }
    LogLoader loader = new LogLoader(directory, files);
    LogIndex index = loader.newIndex();
    LogLoader.End end = loader.loadAll(index, segment -> IndexFile.keep(directory, index, segment));
    if (end.isTorn() || end.end() == 0) {
      cut(end);
    }
    if (end.end() == 0) {
      LogWriter.create(directory, opener, end.segment(), index.seed(), index.head() + 1L);
      loader.begin(index, end.segment(), true);
    }
    compare(index);
    return index;
  }

  // It was not acknowledged: no fsync of it had returned. It is kept all the same, and durably so
  // before it is cut off.
  private void cut(LogLoader.End end) throws IOException {
    Path file = directory.segment(end.segment());
    long content = SegmentScan.contentEnd(files, file, end.length());
    String kept = "it was nothing but zeros";
    if (content > end.end()) {
      Path torn = directory.torn(end.segment(), end.end());
      copy(file, end.end(), content, torn);
      kept = "they are kept in " + torn;
    }
    LOG.log(
        Level.WARNING,
        "the last append to " + file + " was not finished: " + (end.length() - end.end())
            + " bytes from offset " + end.end() + " on were cut off; " + kept);
    try (LogFile open = opener.open(file)) {
      open.truncate(end.end());
      open.sync();
    }
  }

  private void copy(Path file, long from, long to, Path target) throws IOException {
    Path unfinished = target.resolveSibling(target.getFileName() + SmallFile.UNFINISHED);
    byte[] part = new byte[64 << 10];
    try (RandomAccessFile open = new RandomAccessFile(unfinished.toFile(), "rw")) {
      open.setLength(0);
      for (long at = from; at < to; at += part.length) {
        int size = (int) Math.min(part.length, to - at);
        open.write(part, 0, files.read(file, at, part, size));
      }
      open.getFD().sync();
    }
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    directory.sync();
  }

  private void removeUnfinished() throws IOException {
    for (Path folder : List.of(directory.path(), directory.snapshots(), directory.settled())) {
      removeUnfinished(folder);
    }
    if (Files.isDirectory(directory.snapshots())) {
      try (Stream<Path> folders = Files.list(directory.snapshots())) {
        for (Path folder : folders.toList()) {
          removeUnfinished(folder);
        }
      }
    }
  }

  private static void removeUnfinished(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> found = Files.list(folder)) {
        for (Path file : found.toList()) {
          if (file.toString().endsWith(SmallFile.UNFINISHED)) {
            Files.deleteIfExists(file);
          }
        }
      }
    }
  }

  // The log is what counts. But whoever was shown more once should hear of it.
  private void compare(LogIndex index) throws IOException {
    Published published = Published.read(files, directory.head());
    if (published != null && published.position() > index.head()) {
      LOG.log(
          Level.WARNING,
          "the log in " + directory.path() + " ends at position " + index.head()
              + ", though position " + published.position()
              + " had been committed: it was cut off by something else than this library");
    }
  }
}
