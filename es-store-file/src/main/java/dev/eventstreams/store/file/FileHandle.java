package dev.eventstreams.store.file;

import dev.eventstreams.StorageException;
import dev.eventstreams.core.adapter.FileFailure;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Names;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageLimits;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamHead;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one opening of a store that writes. */
final class FileHandle implements StorageHandle {

  private static final int MOST_DATA = 256 << 20;
  private static final long MOST_BATCH =
      512L << 20; // as text at most twice as much; a group is one array

  private final StoreDirectory directory;
  private final StoreLock lock;
  private final ReadFiles files;
  private final LogReader reader;
  private final LogWriter writer;
  private final Appender appender;
  private final Ownership owner;
  private final Snapshots snapshots;
  private final StoredValues values;

  private FileHandle(
      StoreDirectory directory,
      StoreLock lock,
      ReadFiles files,
      LogReader reader,
      LogWriter writer,
      Ownership owner,
      Clock clock) {
    this.directory = directory;
    this.lock = lock;
    this.files = files;
    this.reader = reader;
    this.writer = writer;
    this.owner = owner;
    this.snapshots = new Snapshots(directory, owner::require);
    this.values = new StoredValues(directory, owner::require, writer::withholdMark);
    this.appender = new Appender(reader, writer, clock);
  }

  static FileHandle open(FileSettings settings, Clock clock, LogFile.Opener opener) {
    StoreDirectory directory = StoreDirectory.create(settings.directory());
    StoreLock lock = StoreLock.take(directory);
    ReadFiles files = new ReadFiles();
    HeadFile head = null;
    LogEnd end = null;
    boolean opened = false;
    try {
      Opening opening = new Opening(directory, files, opener);
      boolean made = opening.create();
      head = HeadFile.take(directory, opener); // now an earlier writer without its lock stops
      LogIndex index = opening.load(made || head.wasClosed());
      Ownership owner = new Ownership(directory, lock, head.identity());
      end = new LogEnd(directory, index, opener, owner);
      LogWriter writer = new LogWriter(directory, index, head, end, settings.segmentBytes());
      writer.begin();
      LogReader reader = new LogReader(index, files);
      directory.makeFolders(reader.endsEncrypted());
      FileHandle handle = new FileHandle(directory, lock, files, reader, writer, owner, clock);
      opened = true;
      return handle;
    } catch (IOException e) {
      throw new StorageException(
          "cannot open the store " + Names.printable(directory.path()) + ": "
              + FileFailure.reason(e, directory.path()),
          e);
    } finally {
      if (!opened) {
        ReadFiles.closeQuietly(end);
        ReadFiles.closeQuietly(head);
        release(files, lock);
      }
    }
  }

  private static void release(ReadFiles files, StoreLock lock) {
    try {
      files.close();
    } finally {
      lock.close();
    }
  }

  @Override
  public GroupOutcome append(List<AppendRequest> group) {
    return appender.append(group);
  }

  @Override
  public Page read(PageRequest request) {
    return reader.page(request);
  }

  @Override
  public StreamHead head(@Nullable String stream) {
    if (owner.isLost()) {
      owner.requireForWatching();
    }
    return reader.head(stream);
  }

  @Override
  public @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
    return snapshots.load(source, projection);
  }

  @Override
  public void saveSnapshot(StoredSnapshot snapshot) {
    snapshots.save(snapshot);
  }

  @Override
  public void deleteSnapshots(String source) {
    snapshots.delete(source);
  }

  @Override
  public byte[] putIfAbsent(String name, byte[] value) {
    return values.putIfAbsent(name, value);
  }

  @Override
  public byte @Nullable [] value(String name) {
    return values.value(name);
  }

  @Override
  public StorageLimits limits() {
    return new StorageLimits(MOST_DATA, Integer.MAX_VALUE, MOST_BATCH);
  }

  @Override
  public Notifier notifier() {
    return new OwnerNotifier(owner);
  }

  @Override
  public String location() {
    return directory.path().toString();
  }

  @Override
  public void close() {
    try {
      writer.close();
    } finally {
      release(files, lock);
    }
  }
}
