package dev.eventstreams;

/** Why the data of an event is not shown. */
public enum Redaction {
  /** The data was for people who have all been forgotten, so no key opens it any more. */
  FORGOTTEN,
  /** The data is for other recipients, and the store was opened to show such events without it. */
  NOT_FOR_READER
}
