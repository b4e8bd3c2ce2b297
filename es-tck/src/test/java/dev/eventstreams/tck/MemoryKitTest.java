package dev.eventstreams.tck;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;

/** The memory backend keeps the contract. */
final class MemoryKitTest extends BackendKit {

  private static final AtomicLong STORES = new AtomicLong();

  @Override
  protected String emptyStore() {
    return "memory:kit-" + STORES.incrementAndGet();
  }

  @Override
  protected Class<?> otherChapters() {
    return MemoryLiveKitTest.class;
  }

  @Nested
  class Append extends AppendTck {}

  @Nested
  class Commit extends CommitTck {}

  @Nested
  class LateData extends LateDataTck {}

  @Nested
  class Condition extends ConditionTck {}

  @Nested
  class Idempotency extends IdempotencyTck {}

  @Nested
  class Limits extends LimitsTck {}

  @Nested
  class Metadata extends MetadataTck {}

  @Nested
  class Tags extends TagsTck {}

  @Nested
  class Read extends ReadTck {}

  @Nested
  class Paging extends PagingTck {}

  @Nested
  class Storage extends StorageTck {}

  @Nested
  class Value extends ValueTck {}

  @Nested
  class RandomAppend extends RandomAppendTck {}

  @Nested
  class Encryption extends EncryptionTck {}

  @Nested
  class Tampering extends TamperingTck {}

  @Nested
  class Recipients extends RecipientsTck {}

  @Nested
  class Forgetting extends ForgettingTck {}

  @Nested
  class KeySetup extends KeySetupTck {}

  @Nested
  class Settled extends SettledTck {}

  @Nested
  class Envelope extends EnvelopeTck {}

  @Nested
  class Snapshot extends SnapshotTck {}

  @Nested
  class Filter extends FilterTck {}

  @Nested
  class Comparison extends ComparisonTck {}

  @Nested
  class HostileFilter extends HostileFilterTck {}

  @Nested
  class RandomFilter extends RandomFilterTck {}
}
