package dev.eventstreams.store.file;

import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Names;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recovers what is left of a damaged log: every line whose own checksum fits and whose position is
 * above the positions before it. Reads the whole log once, and no index file.
 *
 * <p>Unreadable bytes are never left out silently: each stretch is logged as a warning with
 * segment, offset and length, and so are the missing positions. The events after them keep their
 * positions and versions. Events behind the last commit that the file {@code head} shows are not
 * part of the store. Without that file, the last group is not part of the store if it is not whole.
 */
final class Salvage {

  private static final System.Logger LOG = System.getLogger(Salvage.class.getName());
  private static final byte[] EVENT = EventLine.POSITION;
  private static final int MOST = Integer.MAX_VALUE - 64;

  private final StoreDirectory directory;
  private final ReadFiles files;
  private final LogIndex index;
  private final EventParser parser = new EventParser();
  private final List<Found> group = new ArrayList<>();
  private long groupEnd = -1;
  private long badFrom = -1;
  private int badAfter;

  private record Found(EventRecord event, int offset) {}

  Salvage(StoreDirectory directory, ReadFiles files, LogIndex index) {
    this.directory = directory;
    this.files = files;
    this.index = index;
  }

  void run(@Nullable Published published) throws IOException {
    long end = published == null ? Long.MAX_VALUE : published.position();
    List<Integer> numbers = directory.segments();
    int expected = 1;
    for (int number : numbers) {
      for (; expected < number; expected++) {
        LOG.log(Level.WARNING, "left out: segment " + expected + " is missing");
      }
      expected++;
      boolean last = number == numbers.get(numbers.size() - 1);
      read(number, last && published == null, end);
    }
    if (index.segments().isEmpty()) {
      index.add(new Segment(directory.segment(1), 1, 1));
    }
    if (published != null && index.head() < end) {
      missing(index.head() + 1L, end);
    }
  }

  private static void missing(long from, long to) {
    LOG.log(
        Level.WARNING,
        "left out: position " + from + (from == to ? "" : " to " + to) + " cannot be read");
  }

  private void read(int number, boolean mayBeTorn, long end) throws IOException {
    java.nio.file.Path file = directory.segment(number);
    int length = (int) Math.min(MOST, Files.size(file));
    byte[] content = new byte[length];
    int to = files.read(file, 0, content, length);
    Segment segment = new Segment(file, number, index.head() + 1L);
    segment.expectGaps();
    index.add(segment);
    int at = SegmentHeader.read(content, 0, to) == null ? 0 : SegmentHeader.LENGTH;
    while (at < to) {
      int next = lineEnd(content, at, to);
      GroupHeader header = GroupHeader.read(content, at, next);
      if (header != null) {
        endBad(segment, at);
        flush(end);
        groupEnd = next + header.bytes();
        at = next;
      } else {
        at = event(segment, content, at, next, end);
      }
    }
    boolean torn = mayBeTorn && groupEnd > SegmentScan.contentEnd(files, file, to);
    if (torn && (badFrom < 0 || !group.isEmpty())) {
      LOG.log(
          Level.WARNING,
          "left out: the last append of " + Names.printable(file) + ", which was not finished");
      group.clear();
    }
    endBad(segment, to);
    flush(end);
    segment.commit(0, to);
    segment.seal();
  }

  /**
   * Takes the line if it is an event, otherwise notes damage. Returns the offset to continue at.
   */
  private int event(Segment segment, byte[] content, int at, int next, long end) {
    try {
      EventRecord event = parser.read(content, at, next);
      endBad(segment, at);
      group.add(new Found(event, at));
      return next;
    } catch (BadLineException e) {
      if (badFrom < 0) {
        flush(end);
        badFrom = at;
        badAfter = index.head();
      }
      // If a line break was lost, the next event begins inside of what looks like one line.
      for (int inside = at + 1; inside < next; inside++) {
        if (Text.standsAt(EVENT, content, inside, next)) {
          return inside;
        }
      }
      return next;
    }
  }

  private void endBad(Segment segment, long at) {
    if (badFrom >= 0) {
      LOG.log(
          Level.WARNING,
          "left out: " + (at - badFrom) + " damaged bytes of " + Names.printable(segment.file)
              + " from offset " + badFrom + " on, after position " + badAfter);
      badFrom = -1;
    }
  }

  private void flush(long end) {
    for (Found found : group) {
      if (found.event.position() > index.head() && found.event.position() <= end) {
        add(found);
      }
    }
    group.clear();
  }

  private void add(Found found) {
    EventRecord event = found.event;
    if (event.position() > index.head() + 1L) {
      missing(index.head() + 1L, event.position() - 1);
    }
    while (index.head() + 1L < event.position()) {
      index.addHole();
    }
    byte[] name = Text.utf8(event.streamId());
    int stream = index.streams().findOrAdd(name);
    while (index.streams().count(stream) + 1L < event.version()) {
      index.streams().add(stream, 0);
    }
    index.add(found.offset, stream, 0, Hash.ofTags(index.seed(), event.tags()));
  }

  private static int lineEnd(byte[] content, int from, int to) {
    int at = from;
    while (at < to && content[at] != '\n') {
      at++;
    }
    return Math.min(to, at + 1);
  }
}
