package dev.eventstreams.store.file;

/**
 * Thrown for a line that is not valid. The code that catches it knows the line's place and adds it.
 */
final class BadLineException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String what;

  BadLineException(String what) {
    super(what, null, false, false);
    this.what = what;
  }

  /** Returns what is wrong, without any data. */
  String what() {
    return what;
  }
}
