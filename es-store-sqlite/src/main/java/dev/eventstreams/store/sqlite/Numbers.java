package dev.eventstreams.store.sqlite;

import org.jspecify.annotations.Nullable;

/**
 * Returns whole numbers one by one: those of a JSON array as SQLite writes it, {@code [1,-2,30]},
 * or those that count up from a first number.
 */
final class Numbers {

  private final byte @Nullable [] array;
  private int at = 1;
  private long following;

  private Numbers(byte @Nullable [] array, long first) {
    this.array = array;
    following = first;
  }

  static Numbers of(byte[] array) {
    return new Numbers(array, 0);
  }

  static Numbers from(long first) {
    return new Numbers(null, first);
  }

  boolean hasNext() {
    return array == null || at < array.length - 1;
  }

  long next() {
    return array == null ? following++ : parsed(array);
  }

  private long parsed(byte[] text) {
    boolean negative = text[at] == '-';
    if (negative) {
      at++;
    }
    long number = 0;
    for (byte digit = text[at]; digit >= '0' && digit <= '9'; digit = text[at]) {
      number = number * 10 + (digit - '0');
      at++;
    }
    at++; // the comma, or the end
    return negative ? -number : number;
  }
}
