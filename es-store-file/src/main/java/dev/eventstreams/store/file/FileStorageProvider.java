package dev.eventstreams.store.file;

import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import java.util.EnumSet;
import java.util.Set;

/**
 * Opens stores in a directory of JSON Lines files: {@code file:/var/lib/app/events}, {@code
 * file:relative}. Makes the directory if it is missing; its parent directory must exist.
 *
 * <p>An acknowledged append is on the disk (fsync): it survives the death of the process and a
 * power loss. One opening writes. {@code mode=read} opens any number of followers beside it, in
 * this process and in other processes. Followers read and watch, and never write into the
 * directory.
 *
 * <p>Options: {@code mode=write} (the default) or {@code mode=read}; {@code segment}, the bytes
 * after which the next file is begun (67,108,864; 4,096 to 1,073,741,824); with {@code mode=read}
 * also {@code damage=report} (the default) or {@code damage=skip}, which leaves out what is
 * damaged, names it in the log, and returns the rest. docs/file-format.md describes the format.
 */
public final class FileStorageProvider implements StorageProvider {

  /** For the service loader. */
  public FileStorageProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("file");
  }

  @Override
  public Set<Capability> capabilities(StoreUrl url) {
    return FileSettings.of(url).readOnly()
        ? EnumSet.of(Capability.SURVIVES_RESTART)
        : EnumSet.of(Capability.DURABLE, Capability.SURVIVES_RESTART);
  }

  @Override
  public StorageHandle open(StoreUrl url, StorageOptions options) {
    FileSettings settings = FileSettings.of(url.namingPath());
    if (!options.create()) {
      StoreDirectory unused = StoreDirectory.existing(settings.directory());
    }
    return settings.readOnly()
        ? ReadOnlyHandle.open(settings)
        : FileHandle.open(settings, options.clock(), LogFile::open);
  }
}
