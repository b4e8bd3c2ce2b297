package dev.eventstreams.tck;

import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageLimits;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Storage that passes everything on; a breakage overrides what it does wrong. */
abstract class BrokenHandle implements StorageHandle {

  final StorageHandle sound;

  BrokenHandle(StorageHandle sound) {
    this.sound = sound;
  }

  @Override
  public GroupOutcome append(List<AppendRequest> group) {
    return sound.append(group);
  }

  @Override
  public Page read(PageRequest request) {
    return sound.read(request);
  }

  @Override
  public StreamHead head(@Nullable String stream) {
    return sound.head(stream);
  }

  @Override
  public @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
    return sound.loadSnapshot(source, projection);
  }

  @Override
  public void saveSnapshot(StoredSnapshot snapshot) {
    sound.saveSnapshot(snapshot);
  }

  @Override
  public void deleteSnapshots(String source) {
    sound.deleteSnapshots(source);
  }

  @Override
  public byte[] settle(String name, byte[] proposed) {
    return sound.settle(name, proposed);
  }

  @Override
  public StorageLimits limits() {
    return sound.limits();
  }

  @Override
  public Notifier notifier() {
    return sound.notifier();
  }

  @Override
  public String location() {
    return sound.location();
  }

  @Override
  public void close() {
    sound.close();
  }
}
