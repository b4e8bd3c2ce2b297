package dev.eventstreams.store.sqlite;

/** The whole numbers of a JSON array as SQLite writes it, one after another: {@code [1,-2,30]}. */
final class JsonNumbers {

  private final byte[] array;
  private int at = 1;

  JsonNumbers(byte[] array) {
    this.array = array;
  }

  boolean hasNext() {
    return at < array.length - 1;
  }

  long next() {
    boolean negative = array[at] == '-';
    if (negative) {
      at++;
    }
    long number = 0;
    for (byte digit = array[at]; digit >= '0' && digit <= '9'; digit = array[at]) {
      number = number * 10 + (digit - '0');
      at++;
    }
    at++; // the comma, or the end
    return negative ? -number : number;
  }
}
