package dev.eventstreams.core;

import org.jspecify.annotations.Nullable;

/**
 * Appends in order, linked through themselves: an append is in at most one list, and nothing here
 * allocates. For one thread at a time.
 */
final class PendingList {

  private @Nullable PendingAppend first;
  private @Nullable PendingAppend last;
  private int size;
  private long bytes;

  @Nullable PendingAppend first() {
    return first;
  }

  int size() {
    return size;
  }

  long bytes() {
    return bytes;
  }

  void add(PendingAppend append) {
    if (last == null) {
      first = append;
    } else {
      last.next = append;
    }
    last = append;
    size++;
    bytes += append.bytes;
  }

  /** Removes and returns the first append; null if there is none. */
  @Nullable PendingAppend poll() {
    PendingAppend append = first;
    if (append != null) {
      boolean unused = remove(append);
    }
    return append;
  }

  /** Removes the append; returns false if it is not in this list. */
  boolean remove(PendingAppend append) {
    PendingAppend before = null;
    for (PendingAppend here = first; here != null; here = here.next) {
      if (here == append) {
        unlink(before, append);
        return true;
      }
      before = here;
    }
    return false;
  }

  private void unlink(@Nullable PendingAppend before, PendingAppend append) {
    if (before == null) {
      first = append.next;
    } else {
      before.next = append.next;
    }
    if (last == append) {
      last = before;
    }
    append.next = null;
    size--;
    bytes -= append.bytes;
  }

  /** Gives the failure to the appends that have no answer. */
  void fail(Throwable cause) {
    for (PendingAppend append = first; append != null; append = append.next) {
      append.fail(cause);
    }
  }

  void clear() {
    PendingAppend append = poll();
    while (append != null) {
      append = poll();
    }
  }
}
