package dev.eventstreams.store.file;

import dev.eventstreams.EventFilter;
import dev.eventstreams.core.adapter.RequiredTags;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the positions of the events that can match a filter with tags: of the sets of tags that the
 * filter requires, those of the set with the fewest events. If these are many, it leaves out those
 * that are not among the positions of a further required tag, or of the stream. The caller holds
 * the index's lock at each call.
 */
final class TaggedPositions {

  /** Reading the lines of so few events costs less than more lookups. */
  private static final int FEW = 64;

  private static final int MOST_STEPS = 100_000; // of a page, as of the lines that a page reads

  private final PriorityQueue<TagWalk> walks; // the first one is at the next position
  private final List<Positions> others = new ArrayList<>();
  private final boolean backwards;
  private long count;
  private int steps;

  private TaggedPositions(boolean backwards) {
    Comparator<TagWalk> ascending = Comparator.comparingInt(TagWalk::position);
    this.walks = new PriorityQueue<>(backwards ? ascending.reversed() : ascending);
    this.backwards = backwards;
  }

  /**
   * Returns the positions between two bounds, or null if it costs less to read all events there.
   *
   * @param stream the positions of the stream, null for the whole store
   * @param after only positions above this one
   * @param upTo only positions up to this one, including it
   * @param all how many events of the stream or the store there are between the bounds
   */
  static @Nullable TaggedPositions of(
      LogIndex index,
      EventFilter filter,
      @Nullable Positions stream,
      int after,
      int upTo,
      boolean backwards,
      int all) {
    TaggedPositions best = null;
    List<Positions> single = new ArrayList<>();
    for (Set<String> tags : RequiredTags.of(filter)) {
      TaggedPositions set = new TaggedPositions(backwards);
      for (String tag : tags) {
        Positions positions = index.tags().positions(Hash.of(index.seed(), Text.utf8(tag)));
        set.add(positions, after, upTo);
        if (tags.size() == 1) {
          single.add(positions);
        }
      }
      if (set.count < (best == null ? all : best.count)) {
        best = set;
      }
    }
    if (best != null && best.count > FEW) {
      best.others.addAll(single);
      if (stream != null) {
        best.others.add(stream);
      }
    }
    return best;
  }

  private void add(Positions tag, int after, int upTo) {
    int from = tag.upTo(after);
    int to = tag.upTo(upTo);
    if (from < to) {
      walks.add(new TagWalk(tag, from, to, backwards));
      count += to - from;
    }
  }

  /**
   * Returns the next positions, at most this many. None at the end, and none if this page has
   * searched for too long.
   */
  List<Integer> next(int most) {
    List<Integer> next = new ArrayList<>();
    while (next.size() < most && !walks.isEmpty() && steps < MOST_STEPS) {
      steps++;
      int position = pending();
      int nearest = nearest(position);
      if (nearest == position) {
        next.add(position);
        nearest = backwards ? position - 1 : position + 1;
      }
      skipTo(nearest);
    }
    return next;
  }

  /** Returns the position that is looked at next, 0 at the end. */
  int pending() {
    return walks.isEmpty() ? 0 : walks.element().position();
  }

  /** Returns the first position from this one on that another list allows, 0 if there is none. */
  private int nearest(int position) {
    for (Positions other : others) {
      int nearest =
          backwards ? other.get(other.upTo(position)) : other.get(other.upTo(position - 1) + 1);
      if (nearest != position) {
        return nearest;
      }
    }
    return position;
  }

  private void skipTo(int position) {
    if (position == 0) {
      walks.clear();
    }
    while (!walks.isEmpty() && walks.element().isBefore(position)) {
      TagWalk walk = walks.remove();
      if (walk.skipTo(position)) {
        walks.add(walk);
      }
    }
  }
}
