package dev.eventstreams.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open store of a backend: blocking calls, opaque data, metadata as canonical JSON.
 *
 * <p>One thread at a time calls {@link #append}; many threads may call the other methods at once,
 * also during an append. An interrupt of a calling thread must not harm another caller: avoid
 * interruptible channels. A failure is a {@link dev.eventstreams.StorageException} and leaves no
 * transaction open.
 *
 * <p>If the opened store no longer exists, appends fail permanently with {@link
 * dev.eventstreams.StorageException#lost(String, Throwable)}, and so does {@link #head} of the
 * store or {@link Notifier#await}. The core calls these two while there are watches, and fails the
 * watches with that exception. After any other failure the watches only wait.
 */
public interface StorageHandle extends AutoCloseable {

  /**
   * Appends the group in one transaction: takes the store's write lock, answers {@code
   * AppendPlanner.questions(group)}, lets {@code AppendPlanner.decide} judge each request
   * separately and in order, writes the events of the planner's outcome, commits, and returns that
   * outcome.
   *
   * <p>A refused request does not prevent the other requests from being written. Positions grow in
   * commit order: a reader that has seen a position must never find a new event below it later.
   *
   * @throws dev.eventstreams.StorageException if nothing of the group was written; the core then
   *     tries each append alone, unless the exception is {@code unavailable} or {@code lost}. Or,
   *     with {@code outcomeUnknown}, if the answer to the commit was lost
   * @throws dev.eventstreams.StoreLockedException if another process held the write lock for too
   *     long; nothing was written
   */
  GroupOutcome append(List<AppendRequest> group);

  /**
   * Reads a page from one consistent state of the store, and holds nothing when it returns. The
   * cost of a page may depend on its own size, but not on the number of events before it.
   */
  Page read(PageRequest request);

  /** Returns the head of a stream, or of the store if the stream is null. */
  StreamHead head(@Nullable String stream);

  /** Returns the snapshot of a source ({@code @all} or a stream id) and projection, or null. */
  @Nullable StoredSnapshot loadSnapshot(String source, String projection);

  /**
   * Saves the snapshot, unless a snapshot of a higher version is stored; decides that atomically. A
   * snapshot of an equal version is replaced.
   */
  void saveSnapshot(StoredSnapshot snapshot);

  /** Deletes every snapshot of a source ({@code @all} or a stream id). */
  void deleteSnapshots(String source);

  /**
   * Stores the value under the name, durably, unless the name already has a value, and returns the
   * stored value: the same to every process. A stored value is never replaced. The name has 1–255
   * code points, the value up to 64 KiB of any bytes. The given array is not kept, and the caller
   * owns the returned array.
   */
  byte[] putIfAbsent(String name, byte[] value);

  /**
   * Returns the value under the name, or null if there is none; stores nothing. The caller owns the
   * returned array.
   */
  byte @Nullable [] value(String name);

  /** Returns the limits of this backend. */
  StorageLimits limits();

  /** Returns a new notifier of appends by other handles and processes; the caller closes it. */
  Notifier notifier();

  /** Returns the location of the data in readable form, without any password. */
  String location();

  /** Frees all resources. Called once, when no other call is under way. */
  @Override
  void close();
}
