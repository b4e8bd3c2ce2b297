package dev.eventstreams.tck;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;

/** The memory backend keeps the contract while much happens at once. */
final class MemoryLiveKitTest {

  private static final AtomicLong STORES = new AtomicLong();

  private static String fresh() {
    return "memory:live-" + STORES.incrementAndGet();
  }

  @Nested
  class Concurrency extends ConcurrencyTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Shared extends SharedTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Cursor extends CursorTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Linearizability extends LinearizabilityTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class GroupCommit extends GroupCommitTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Interruption extends InterruptionTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Watch extends WatchTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Watchers extends WatchersTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class WatchPublisher extends WatchPublisherTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class WatchCost extends WatchCostTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Lifecycle extends LifecycleTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Environment extends EnvironmentTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class ShortMemory extends ShortMemoryTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Names extends NamesTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class SnapshotStorage extends SnapshotStorageTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Notifier extends NotifierTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class InterruptedStorage extends InterruptedStorageTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Closing extends ClosingTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Failure extends FailureTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }
}
