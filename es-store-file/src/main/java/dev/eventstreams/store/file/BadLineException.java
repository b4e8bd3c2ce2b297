package dev.eventstreams.store.file;

/** A line is not what it should be; whoever knows where it stands says so. */
final class BadLineException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String what;

  BadLineException(String what) {
    super(what, null, false, false);
    this.what = what;
  }

  /** Says what is wrong, without any data. */
  String what() {
    return what;
  }
}
