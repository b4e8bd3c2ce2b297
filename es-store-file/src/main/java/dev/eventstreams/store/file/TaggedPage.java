package dev.eventstreams.store.file;

import dev.eventstreams.core.adapter.RequiredTags;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a page whose filter requires tags: only the events at the positions that have these tags.
 */
final class TaggedPage {

  private final LogIndex index;
  private final boolean backwards;
  private final @Nullable Positions stream; // null for the whole store
  private final TaggedPositions tagged;

  private TaggedPage(
      LogIndex index, boolean backwards, @Nullable Positions stream, TaggedPositions tagged) {
    this.index = index;
    this.backwards = backwards;
    this.stream = stream;
    this.tagged = tagged;
  }

  /**
   * Reads the page, or returns null if it costs less to read all events between the bounds.
   *
   * @param stream the number of the stream, below 0 for the whole store
   * @param first only versions or positions above this one
   * @param last only versions or positions up to this one, including it
   */
  static @Nullable Page read(
      LogIndex index, PageContent content, PageRequest request, int stream, int first, int last) {
    if (RequiredTags.of(request.filter()).isEmpty()) {
      return null;
    }
    TaggedPage page = index.reading(() -> of(index, request, stream, first, last));
    return page == null ? null : page.read(content, request.backwards() ? first + 1L : last);
  }

  // A stream with holes has no ascending positions.
  private static @Nullable TaggedPage of(
      LogIndex index, PageRequest request, int number, int first, int last) {
    boolean ofStream = number >= 0;
    if (ofStream && index.holes() > 0) {
      return null;
    }
    Positions stream = ofStream ? index.streams().positions(number) : null;
    int after = stream == null ? first : stream.get(first);
    int upTo = stream == null ? last : stream.get(last);
    TaggedPositions tagged = TaggedPositions.of(
        index, request.filter(), stream, after, upTo, request.backwards(), last - first);
    return tagged == null ? null : new TaggedPage(index, request.backwards(), stream, tagged);
  }

  private Page read(PageContent content, long end) {
    while (true) {
      List<Place> places = places(content.atOnce());
      int taken = content.take(places, false);
      if (taken < places.size()) {
        return new Page(content.records(), before(places.get(taken).position()), true);
      }
      if (places.isEmpty()) {
        int pending = tagged.pending();
        return pending == 0
            ? new Page(content.records(), end, false)
            : new Page(content.records(), before(pending), true);
      }
    }
  }

  private List<Place> places(int most) {
    return index.reading(() ->
        tagged.next(most).stream().map(position -> Place.of(index, position)).toList());
  }

  /**
   * Returns the version or position up to which a page is complete that has looked at everything
   * before this position.
   */
  private long before(int position) {
    if (stream == null) {
      return backwards ? position + 1L : position - 1L;
    }
    return index.reading(
        () -> backwards ? stream.upTo(position) + 1L : (long) stream.upTo(position - 1));
  }
}
