package dev.eventstreams.store.file;

/**
 * Walks through the positions of one tag, forwards or backwards. Copies more of them each time,
 * because most pages need few. The caller holds the index's lock at each call.
 */
final class TagWalk {

  private static final int FEWEST_COPIED = 8;
  private static final int MOST_COPIED = 512;

  private final Positions tag;
  private final boolean backwards;
  private int from; // the positions that are not copied yet: the n-th above this one
  private int to; // up to this one
  private int[] copied = new int[0];
  private int at;

  /**
   * Begins at one end of the n-th positions with {@code from} &lt; n &lt;= {@code to}; there is at
   * least one.
   */
  TagWalk(Positions tag, int from, int to, boolean backwards) {
    this.tag = tag;
    this.backwards = backwards;
    this.from = from;
    this.to = to;
    copy();
  }

  int position() {
    return copied[backwards ? copied.length - 1 - at : at];
  }

  boolean isBefore(int position) {
    return backwards ? position() > position : position() < position;
  }

  /** Moves to the first position that is not before the given one. Returns whether there is one. */
  boolean skipTo(int position) {
    while (at < copied.length && isBefore(position)) {
      at++;
    }
    if (at == copied.length) {
      from = backwards ? from : Math.max(from, tag.upTo(position - 1));
      to = backwards ? Math.min(to, tag.upTo(position)) : to;
      copy();
    }
    return at < copied.length;
  }

  private void copy() {
    int wanted = Math.max(FEWEST_COPIED, Math.min(MOST_COPIED, 2 * copied.length));
    copied = new int[Math.max(0, Math.min(wanted, to - from))];
    at = 0;
    tag.copy(backwards ? to - copied.length + 1 : from + 1, copied, copied.length);
    if (backwards) {
      to -= copied.length;
    } else {
      from += copied.length;
    }
  }
}
