package dev.eventstreams.tck;

import java.util.Locale;

/**
 * What goes wrong in a case.
 *
 * @param kind the calls among which one fails
 * @param nth which of them: 1 is the first
 * @param forEver whether all of that kind after it fail too
 */
record DiskFault(FailingDisk.Kind kind, long nth, Effect effect, boolean forEver) {

  /** What happens to the call. */
  enum Effect {
    /** Nothing. */
    NONE(0),
    /** It fails with EIO. */
    INPUT_OUTPUT_ERROR(5),
    /** It fails with ENOSPC. */
    NO_SPACE(28),
    /** It writes half of its bytes, and its caller has to write the others. */
    SHORT(-1),
    /** It writes half of its bytes and fails with EIO. */
    HALF(-2),
    /** The process is killed before it. */
    KILL(-3),
    /** The process is killed when half of its bytes are written. */
    KILL_AT_HALF(-4);

    private final int number;

    Effect(int number) {
      this.number = number;
    }

    /** Returns the number that the C source knows it by. */
    int number() {
      return number;
    }

    /** Returns whether calls of the kind can suffer it. */
    boolean concerns(FailingDisk.Kind kind) {
      return switch (this) {
        case NONE -> false;
        case INPUT_OUTPUT_ERROR, KILL -> true;
        case NO_SPACE -> kind != FailingDisk.Kind.SYNC && kind != FailingDisk.Kind.UNLINK;
        case SHORT, HALF, KILL_AT_HALF -> kind == FailingDisk.Kind.WRITE;
      };
    }

    /** Returns whether it may be so from then on. */
    boolean lasts() {
      return this == INPUT_OUTPUT_ERROR || this == NO_SPACE;
    }

    boolean kills() {
      return this == KILL || this == KILL_AT_HALF;
    }
  }

  /** Returns the fault by which nothing fails. */
  static DiskFault none() {
    return new DiskFault(FailingDisk.Kind.WRITE, 0, Effect.NONE, false);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s at %s number %d%s", effect, kind, nth, forEver ? " and all after it" : "");
  }
}
