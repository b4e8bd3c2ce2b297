package dev.eventstreams.tck;

import java.util.Locale;

/**
 * The fault of a case.
 *
 * @param kind the kind of calls among which one fails
 * @param nth the number of the failing call among the calls of its kind: 1 is the first
 * @param forEver whether all later calls of that kind fail too
 */
record DiskFault(FailingDisk.Kind kind, long nth, Effect effect, boolean forEver) {

  /** The effect of the fault on the call. */
  enum Effect {
    /** No effect. */
    NONE(0),
    /** The call fails with EIO. */
    INPUT_OUTPUT_ERROR(5),
    /** The call fails with ENOSPC. */
    NO_SPACE(28),
    /** The call writes half of its bytes, and its caller has to write the rest. */
    SHORT(-1),
    /** The call writes half of its bytes and fails with EIO. */
    HALF(-2),
    /** The process is killed before the call. */
    KILL(-3),
    /** The process is killed when the call has written half of its bytes. */
    KILL_AT_HALF(-4);

    private final int number;

    Effect(int number) {
      this.number = number;
    }

    /** Returns the number of the effect in the C source. */
    int number() {
      return number;
    }

    /** Returns whether the effect can happen to calls of the kind. */
    boolean concerns(FailingDisk.Kind kind) {
      return switch (this) {
        case NONE -> false;
        case INPUT_OUTPUT_ERROR, KILL -> true;
        case NO_SPACE -> kind != FailingDisk.Kind.SYNC && kind != FailingDisk.Kind.UNLINK;
        case SHORT, HALF, KILL_AT_HALF -> kind == FailingDisk.Kind.WRITE;
      };
    }

    /** Returns whether the effect may also happen to all later calls. */
    boolean lasts() {
      return this == INPUT_OUTPUT_ERROR || this == NO_SPACE;
    }

    boolean kills() {
      return this == KILL || this == KILL_AT_HALF;
    }
  }

  /** Returns the fault with no effect. */
  static DiskFault none() {
    return new DiskFault(FailingDisk.Kind.WRITE, 0, Effect.NONE, false);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s at %s number %d%s", effect, kind, nth, forEver ? " and all after it" : "");
  }
}
