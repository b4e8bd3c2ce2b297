package dev.eventstreams.tck;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;

/** The memory backend keeps the contract. */
final class MemoryKitTest {

  private static final AtomicLong STORES = new AtomicLong();

  private static String fresh() {
    return "memory:kit-" + STORES.incrementAndGet();
  }

  @Nested
  class Append extends AppendTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Commit extends CommitTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class LateData extends LateDataTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Condition extends ConditionTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Idempotency extends IdempotencyTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Limits extends LimitsTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Metadata extends MetadataTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Read extends ReadTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Paging extends PagingTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Storage extends StorageTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Value extends ValueTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class RandomAppend extends RandomAppendTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Encryption extends EncryptionTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Tampering extends TamperingTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Recipients extends RecipientsTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Forgetting extends ForgettingTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class KeySetup extends KeySetupTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Settled extends SettledTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Envelope extends EnvelopeTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Snapshot extends SnapshotTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Filter extends FilterTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Comparison extends ComparisonTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class HostileFilter extends HostileFilterTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class RandomFilter extends RandomFilterTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }
}
