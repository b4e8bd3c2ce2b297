package dev.eventstreams.store.file;

import dev.eventstreams.EventStoreException;

/**
 * The place of an event's line.
 *
 * @param position the position of the event; 0 if there is no event to read
 * @param segment the segment that contains the line
 * @param offset where the line begins; below 0 if there is no event to read
 * @param end where the line ends at the latest; a group's header may be before that
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
