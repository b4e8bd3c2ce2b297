package dev.eventstreams.store.file;

import dev.eventstreams.EventStoreException;

/**
 * Where an event's line is.
 *
 * @param position the event's, and 0 if there is nothing to be read
 * @param segment which segment
 * @param offset where the line begins
 * @param end up to where it goes; a group's header may stand before that
 */
record Place(int position, Segment segment, int offset, long end) {

  static Place of(LogIndex index, int position) {
    if (position == 0) {
      return new Place(0, index.segments().get(0), -1, 0);
    }
    Segment segment = index.segmentOf(position);
    int offset = segment.offset(position);
    return new Place(position, segment, offset, offset < 0 ? 0 : segment.endOf(position));
  }

  boolean isHole() {
    return offset < 0;
  }

  EventStoreException damage(String what) {
    return segment.damage(offset, "position " + position + " is " + what);
  }
}
