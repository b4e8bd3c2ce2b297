package dev.eventstreams.store.file;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.Names;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Builds the index of a log: from the index files that fit, and from the log itself for the other
 * segments.
 */
final class LogLoader {

  private static final System.Logger LOG = System.getLogger(LogLoader.class.getName());

  private final StoreDirectory directory;
  private final ReadFiles files;
  private Consumer<Segment> keepIndex = segment -> {};

  LogLoader(StoreDirectory directory, ReadFiles files) {
    this.directory = directory;
    this.files = files;
  }

  /**
   * Loads all segments. Runs an action for each sealed segment that had to be read because no index
   * file fits it.
   */
  End loadAll(LogIndex index, Consumer<Segment> readWhole) throws IOException {
    keepIndex = readWhole;
    return loadAll(index);
  }

  /**
   * The end of the part of the log that is whole.
   *
   * @param segment the last segment
   * @param end where its last whole group ends; 0 if even the segment's header is not whole
   * @param length the length of its file
   */
  record End(int segment, long end, long length) {

    boolean isTorn() {
      return end < length;
    }
  }

  /** Returns an empty index with the seed of the existing store. */
  LogIndex newIndex() throws IOException {
    SegmentHeader header = header(1, directory.segments().size() == 1);
    return new LogIndex(
        header == null ? new java.security.SecureRandom().nextLong() >>> 2 : header.store());
  }

  /** Loads all segments. */
  End loadAll(LogIndex index) throws IOException {
    List<Integer> numbers = directory.segments();
    for (int i = 0; i < numbers.size(); i++) {
      if (numbers.get(i) != i + 1) {
        throw new StorageException(
            "the store is damaged: segment " + (i + 1) + " is missing ("
                + Names.printable(directory.segment(i + 1)) + ")",
            null);
      }
    }
    for (int number = 1; number < numbers.size(); number++) {
      load(index, number, false);
    }
    return load(index, numbers.size(), true);
  }

  private End load(LogIndex index, int number, boolean last) throws IOException {
    long length = Files.size(directory.segment(number));
    Segment segment = begin(index, number, last);
    if (segment == null) {
      return new End(number, 0, length);
    }
    boolean indexed = useIndexFile(index, segment, length, last);
    long end = new SegmentScan(index, segment, files, length).run();
    if (!last && end < length) {
      throw segment.damage(end, "a torn group, although another segment follows");
    }
    if (!last) {
      if (!indexed) {
        keepIndex.accept(segment);
      }
      segment.seal();
    }
    return new End(number, end, length);
  }

  /**
   * Adds a segment without events to the index. Returns null if its header is torn, which is
   * allowed only for the last segment.
   */
  @Nullable Segment begin(LogIndex index, int number, boolean last) throws IOException {
    SegmentHeader header = header(number, last);
    if (header == null) {
      return null;
    }
    Segment segment = new Segment(directory.segment(number), number, header.first());
    if (header.store() != index.seed()) {
      throw segment.damage(0, "it belongs to another store");
    }
    if (header.segment() != number || header.first() != index.head() + 1L) {
      throw segment.damage(
          0,
          "it is segment " + header.segment() + " from position " + header.first()
              + " on, and follows position " + index.head());
    }
    segment.commit(0, SegmentHeader.LENGTH);
    index.add(segment);
    return segment;
  }

  private @Nullable SegmentHeader header(int number, boolean last) throws IOException {
    byte[] line = new byte[SegmentHeader.LENGTH];
    int read = files.read(directory.segment(number), 0, line, line.length);
    SegmentHeader header = SegmentHeader.read(line, 0, read);
    if (header == null) {
      long length = Files.size(directory.segment(number));
      int content = (int) SegmentScan.contentEnd(files, directory.segment(number), length);
      if (last && content < SegmentHeader.LENGTH && SegmentHeader.begins(line, content)) {
        return null;
      }
      throw new Segment(directory.segment(number), number, 1)
          .damage(0, "the header of the segment does not fit its checksum");
    }
    if (header.version() > SegmentHeader.VERSION) {
      throw new StorageException(
          "the store " + Names.printable(directory.path()) + " has format version "
              + header.version() + ", and this library knows version " + SegmentHeader.VERSION
              + "; use a newer one",
          null);
    }
    return header;
  }

  /** Adds the events of the segment's index file, if the file fits. Returns whether it did. */
  boolean useIndexFile(LogIndex index, Segment segment, long length, boolean last)
      throws IOException {
    byte[] content = SmallFile.read(directory.index(segment.number));
    if (content == null) {
      return false;
    }
    String misfit = IndexFile.load(content, index, segment, files, length, last);
    if (misfit != null) {
      LOG.log(
          Level.WARNING,
          "the index file " + Names.printable(directory.index(segment.number))
              + " is not used, and the log is read instead: " + misfit);
    }
    return misfit == null;
  }
}
