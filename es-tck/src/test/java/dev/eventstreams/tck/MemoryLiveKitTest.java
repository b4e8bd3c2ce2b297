package dev.eventstreams.tck;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;

/** The memory backend keeps the contract over time: watches, concurrent calls and lifecycle. */
final class MemoryLiveKitTest extends BackendKit {

  private static final AtomicLong STORES = new AtomicLong();

  @Override
  protected String emptyStore() {
    return "memory:live-" + STORES.incrementAndGet();
  }

  @Override
  protected Class<?> otherChapters() {
    return MemoryKitTest.class;
  }

  @Nested
  class Concurrency extends ConcurrencyTck {}

  @Nested
  class Shared extends SharedTck {}

  @Nested
  class Cursor extends CursorTck {}

  @Nested
  class Resume extends ResumeTck {}

  @Nested
  class BoundedWatch extends BoundedWatchTck {}

  @Nested
  class Linearizability extends LinearizabilityTck {}

  @Nested
  class GroupCommit extends GroupCommitTck {}

  @Nested
  class Interruption extends InterruptionTck {}

  @Nested
  class Watch extends WatchTck {}

  @Nested
  class Watchers extends WatchersTck {}

  @Nested
  class WatchPublisher extends WatchPublisherTck {}

  @Nested
  class WatchCost extends WatchCostTck {}

  @Nested
  class Lifecycle extends LifecycleTck {}

  @Nested
  class Environment extends EnvironmentTck {}

  @Nested
  class ShortMemory extends ShortMemoryTck {}

  @Nested
  class Names extends NamesTck {}

  @Nested
  class SnapshotStorage extends SnapshotStorageTck {}

  @Nested
  class Notifier extends NotifierTck {}

  @Nested
  class InterruptedStorage extends InterruptedStorageTck {}

  @Nested
  class Closing extends ClosingTck {}

  @Nested
  class Failure extends FailureTck {}
}
