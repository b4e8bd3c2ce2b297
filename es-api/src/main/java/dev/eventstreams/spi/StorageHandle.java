package dev.eventstreams.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open store as a backend sees it: blocking calls, opaque data, metadata as canonical JSON.
 *
 * <p>One thread at a time calls {@link #append}; everything else may be called by many threads at once, also during an
 * append. An interrupt of a calling thread must not harm another caller: avoid interruptible channels. A failure is a {@link
 * dev.eventstreams.StorageException} and leaves no transaction open.
 *
 * <p>Where the store that was opened is not there any more, appends fail with {@link dev.eventstreams.StorageException#lost(String,
 * Throwable)}, for good, and so does {@link #head} of the store or {@link Notifier#await}: the core asks these while there are watches,
 * and ends the watches with it. Any other failure only makes the watches wait.
 */
public interface StorageHandle extends AutoCloseable {

  /**
   * Appends in one transaction: takes the store's write lock, answers {@code AppendPlanner.questions(group)}, lets {@code
   * AppendPlanner.decide} judge each request alone and in order, writes what it gave, commits, and returns its answer.
   *
   * <p>A request that is refused does not keep the others from being written. Positions grow in commit order: no reader who
   * has seen a position may later find a new event below it.
   *
   * @throws dev.eventstreams.StorageException if nothing of the group was written: each append is then tried alone, unless
   *     {@code unavailable} says that this would be in vain; or, where {@code outcomeUnknown}, if the answer to the commit was
   *     lost
   * @throws dev.eventstreams.StoreLockedException if another process held the write lock for too long; nothing was written
   */
  GroupOutcome append(List<AppendRequest> group);

  /**
   * Reads a page from one consistent state of the store, holding nothing when it returns. The cost of a page may depend on
   * its own size, not on what lies before it.
   */
  Page read(PageRequest request);

  /** Returns where a stream ends, or the store if the stream is null. */
  StreamHead head(@Nullable String stream);

  /** Returns the snapshot of the source ({@code @all} or a stream id) and projection, or null. */
  @Nullable StoredSnapshot loadSnapshot(String source, String projection);

  /** Saves the snapshot unless one of a higher version is there, decided atomically; an equal version is replaced. */
  void saveSnapshot(StoredSnapshot snapshot);

  /** Deletes every snapshot of a source ({@code @all} or a stream id). */
  void deleteSnapshots(String source);

  /**
   * Stores the value under the name unless one stands, durably, and returns the one that stands: to every process the same. What
   * stands is never replaced. The name is 1–255 code points, the value up to 64 KiB of any bytes; the array given is not kept, the
   * one returned is the caller's own.
   */
  byte[] putIfAbsent(String name, byte[] value);

  /** Returns the value that stands under the name as an array of the caller's own, or null if there is none; stores nothing. */
  byte @Nullable [] value(String name);

  /** Returns what this backend can take at most. */
  StorageLimits limits();

  /** Returns a new source of hints that others append; the caller closes it. */
  Notifier notifier();

  /** Returns where the data is, for people, without any password. */
  String location();

  /** Frees everything. Called once, when no other call is under way. */
  @Override
  void close();
}
