package dev.eventstreams;

import java.time.Duration;
import java.util.Optional;

/**
 * Receives what an open store does, for metrics and logs. Give it to a store with {@code
 * StoreOptions.withListener}.
 *
 * <p>A slow or failing listener delays no call and harms no caller: the store calls its listener
 * from one thread of its own, after the fact and in order of the ends of the calls, and drops
 * observations while 10,000 wait ({@link #onDropped}). What a listener throws is logged once. Closing
 * the store waits for at most a second until the listener has received everything.
 *
 * <p>Every method does nothing unless it is overridden. No observation contains data, keys or
 * passwords.
 */
public interface StoreListener {

  /** Receives one append of a caller: a stream's or a batch's, synchronous or not. */
  default void onAppend(Append append) {}

  /** Receives one transaction of the backend, which commits the appends of one or more callers. */
  default void onCommit(Commit commit) {}

  /** Receives one page that a read, a watch or a condition of the core fetched from the backend. */
  default void onRead(Read read) {}

  /** Receives that a watch has moved: events are ready for its consumer, or none matched. */
  default void onWatch(WatchProgress progress) {}

  /** Receives a call of the backend that failed. */
  default void onFailure(Failure failure) {}

  /** Receives how many observations were dropped since the last call, because too many waited. */
  default void onDropped(long observations) {}

  /** How an append ended. */
  enum Outcome {
    /** At least one event was written, or the append had no events and its checks held. */
    WRITTEN,
    /** Every event was a repeat of an idempotency key, so nothing was written. */
    REPEATED,
    /** A stream was not at its expected version. */
    VERSION_CONFLICT,
    /** A condition did not hold. */
    CONDITION_FAILED,
    /** An idempotency key belongs to an event of another type. */
    KEY_CONFLICT,
    /** The backend failed, or the append was withdrawn; see {@link Append#failure()}. */
    FAILED
  }

  /** An append of a caller. */
  interface Append {

    /** Returns how many events the append has. */
    int events();

    /** Returns about how many bytes of data, tags and metadata the append has, after encryption. */
    long bytes();

    /** Returns the time from the call to its end, with the wait for the commit. */
    Duration duration();

    /** Returns how the append ended. */
    Outcome outcome();

    /** Returns the exception that the caller got; empty if there was none. */
    Optional<Throwable> failure();
  }

  /** A transaction of the backend. */
  interface Commit {

    /** Returns how many appends the transaction judged. */
    int appends();

    /** Returns how many events it wrote. */
    int events();

    /** Returns the time that the backend took. */
    Duration duration();
  }

  /** A page that was fetched from the backend. */
  interface Read {

    /** Returns the stream's id, or {@code @all}. */
    String source();

    /** Returns how many events the page has. */
    int events();

    /** Returns about how many bytes of data, tags and metadata the page has, before decryption. */
    long bytes();

    /** Returns the time that the backend took. */
    Duration duration();
  }

  /** How far a watch is. */
  interface WatchProgress {

    /** Returns the watched stream's id, or {@code @all}. */
    String source();

    /** Returns the version or position up to which events are delivered or ready. */
    long place();

    /** Returns by how many versions or positions that is behind the head that the store knows. */
    long lag();
  }

  /** A call of the backend that failed. */
  interface Failure {

    /** Returns the call, such as {@code append} or {@code read}. */
    String call();

    /** Returns what was thrown. */
    Throwable cause();

    /** Returns the time until it was thrown. */
    Duration duration();
  }
}
