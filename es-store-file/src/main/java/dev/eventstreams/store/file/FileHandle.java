package dev.eventstreams.store.file;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
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
      512L << 20; // as text, twice that at most; a group is one array

  private final StoreDirectory directory;
  private final StoreLock lock;
  private final ReadFiles files;
  private final LogReader reader;
  private final LogWriter writer;
  private final Appender appender;
  private final StoredValues values;

  private FileHandle(
      StoreDirectory directory,
      StoreLock lock,
      ReadFiles files,
      LogReader reader,
      LogWriter writer,
      Clock clock) {
    this.directory = directory;
    this.lock = lock;
    this.files = files;
    this.reader = reader;
    this.writer = writer;
    this.values = new StoredValues(directory);
    this.appender = new Appender(reader, writer, clock);
  }

  static FileHandle open(FileSettings settings, Clock clock, LogFile.Opener opener) {
    StoreDirectory directory = StoreDirectory.create(settings.directory());
    StoreLock lock = StoreLock.take(directory);
    ReadFiles files = new ReadFiles();
    LogWriter writer = null;
    try {
      LogIndex index = new Opening(directory, files, opener).load();
      writer = new LogWriter(directory, index, opener, settings.segmentBytes());
      writer.begin();
      FileHandle handle =
          new FileHandle(directory, lock, files, new LogReader(index, files), writer, clock);
      handle.values.prepare();
      return handle;
    } catch (IOException e) {
      release(writer, files, lock);
      throw new StorageException(
          "cannot open the store " + directory.path() + ": " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      release(writer, files, lock);
      throw e;
    }
  }

  private static void release(@Nullable LogWriter writer, ReadFiles files, StoreLock lock) {
    ReadFiles.closeQuietly(writer);
    files.close();
    lock.close();
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
    return reader.head(stream);
  }

  @Override
  public @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
    return values.loadSnapshot(source, projection);
  }

  @Override
  public void saveSnapshot(StoredSnapshot snapshot) {
    values.saveSnapshot(snapshot);
  }

  @Override
  public void deleteSnapshots(String source) {
    values.deleteSnapshots(source);
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

  /** Nobody else can append while this is open. */
  @Override
  public Notifier notifier() {
    return Notifier.silent();
  }

  @Override
  public String location() {
    return directory.path().toString();
  }

  @Override
  public void close() {
    release(writer, files, lock);
  }
}
