package dev.eventstreams.store.file;

import dev.eventstreams.StorageException;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An opening that reads and follows what another opening writes. It changes nothing in the
 * directory, and does not open the lock file.
 */
final class ReadOnlyHandle implements StorageHandle {

  private final StoreDirectory directory;
  private final ReadFiles files = new ReadFiles();
  private final Follower follower;
  private final Snapshots snapshots;
  private final StoredValues values;

  private ReadOnlyHandle(StoreDirectory directory, boolean skipDamage) {
    this.directory = directory;
    this.snapshots = new Snapshots(directory, () -> {});
    this.values = new StoredValues(directory, () -> {}, () -> {});
    this.follower = new Follower(directory, files, skipDamage);
  }

  static ReadOnlyHandle open(FileSettings settings) {
    ReadOnlyHandle handle =
        new ReadOnlyHandle(StoreDirectory.existing(settings.directory()), settings.skipDamage());
    try {
      handle.follower.current();
      return handle;
    } catch (RuntimeException | Error e) {
      handle.close();
      throw e;
    }
  }

  @Override
  public GroupOutcome append(List<AppendRequest> group) {
    throw refused("appended");
  }

  @Override
  public Page read(PageRequest request) {
    return follower.current().page(request);
  }

  @Override
  public StreamHead head(@Nullable String stream) {
    return follower.current().head(stream);
  }

  @Override
  public @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
    return snapshots.load(source, projection);
  }

  @Override
  public void saveSnapshot(StoredSnapshot snapshot) {
    throw refused("saved");
  }

  @Override
  public void deleteSnapshots(String source) {
    throw refused("deleted");
  }

  @Override
  public byte[] putIfAbsent(String name, byte[] value) {
    byte[] stands = values.value(name);
    if (stands == null) {
      throw new StorageException(
          "the store " + Names.printable(directory.path())
              + " was opened with mode=read; nothing was written, and the value "
              + Names.quote(name)
              + " is not there: open it for writing first",
          null);
    }
    return stands;
  }

  @Override
  public byte @Nullable [] value(String name) {
    return values.value(name);
  }

  private StorageException refused(String what) {
    return new StorageException(
        "the store " + Names.printable(directory.path())
            + " was opened with mode=read; nothing was " + what,
        null);
  }

  @Override
  public StorageLimits limits() {
    return StorageLimits.none();
  }

  @Override
  public Notifier notifier() {
    return new HeadNotifier(directory.head());
  }

  @Override
  public String location() {
    return directory.path().toString();
  }

  @Override
  public void close() {
    files.close();
  }
}
