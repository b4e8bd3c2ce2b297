package dev.eventstreams.core;

/** Checks the numbers at which a read or watch begins and ends. */
final class Bounds {

  private Bounds() {}

  static long notNegative(String what, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(what + "(" + value + ") is below 0");
    }
    return value;
  }

  /** Returns the exclusive lower bound for {@code first}; 0 and 1 both mean the beginning. */
  static long before(String what, long first) {
    return Math.max(0, notNegative(what, first) - 1);
  }
}
