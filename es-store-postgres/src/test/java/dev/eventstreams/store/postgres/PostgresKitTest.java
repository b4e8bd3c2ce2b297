package dev.eventstreams.store.postgres;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstreams.postgres.server.PostgresServer;
import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.tck.AppendTck;
import dev.eventstreams.tck.BackendKit;
import dev.eventstreams.tck.BoundedWatchTck;
import dev.eventstreams.tck.ClosingTck;
import dev.eventstreams.tck.CommitTck;
import dev.eventstreams.tck.ComparisonTck;
import dev.eventstreams.tck.ConcurrencyTck;
import dev.eventstreams.tck.ConditionTck;
import dev.eventstreams.tck.CursorTck;
import dev.eventstreams.tck.DurabilityTck;
import dev.eventstreams.tck.EncryptionTck;
import dev.eventstreams.tck.EnvelopeTck;
import dev.eventstreams.tck.EnvironmentTck;
import dev.eventstreams.tck.FailureTck;
import dev.eventstreams.tck.FilterTck;
import dev.eventstreams.tck.ForgettingTck;
import dev.eventstreams.tck.GroupCommitTck;
import dev.eventstreams.tck.HostileFilterTck;
import dev.eventstreams.tck.IdempotencyTck;
import dev.eventstreams.tck.InterruptedStorageTck;
import dev.eventstreams.tck.InterruptionTck;
import dev.eventstreams.tck.KeySetupTck;
import dev.eventstreams.tck.LateDataTck;
import dev.eventstreams.tck.LifecycleTck;
import dev.eventstreams.tck.LimitsTck;
import dev.eventstreams.tck.LinearizabilityTck;
import dev.eventstreams.tck.LinearizableProcessesTck;
import dev.eventstreams.tck.MetadataTck;
import dev.eventstreams.tck.MultiProcessTck;
import dev.eventstreams.tck.NamesTck;
import dev.eventstreams.tck.NotifierTck;
import dev.eventstreams.tck.PagingTck;
import dev.eventstreams.tck.RandomAppendTck;
import dev.eventstreams.tck.RandomFilterTck;
import dev.eventstreams.tck.ReadTck;
import dev.eventstreams.tck.RecipientsTck;
import dev.eventstreams.tck.RestartTck;
import dev.eventstreams.tck.ResumeTck;
import dev.eventstreams.tck.SettledTck;
import dev.eventstreams.tck.SharedKeysTck;
import dev.eventstreams.tck.SharedTck;
import dev.eventstreams.tck.ShortMemoryTck;
import dev.eventstreams.tck.SnapshotStorageTck;
import dev.eventstreams.tck.SnapshotTck;
import dev.eventstreams.tck.StorageTck;
import dev.eventstreams.tck.StoredFormTck;
import dev.eventstreams.tck.TagsTck;
import dev.eventstreams.tck.TamperingTck;
import dev.eventstreams.tck.ValueTck;
import dev.eventstreams.tck.WatchCostTck;
import dev.eventstreams.tck.WatchPublisherTck;
import dev.eventstreams.tck.WatchTck;
import dev.eventstreams.tck.WatchersTck;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.Nested;

/** PostgreSQL keeps the contract; with {@code -Psoak}, also in hundreds of repetitions. */
final class PostgresKitTest extends BackendKit {

  @Override
  protected String emptyStore() {
    return PostgresServer.shared().newStore();
  }

  @Nested
  class Append extends AppendTck {}

  @Nested
  class Idempotency extends IdempotencyTck {}

  @Nested
  class Commit extends CommitTck {}

  @Nested
  class LateData extends LateDataTck {}

  @Nested
  class ShortMemory extends ShortMemoryTck {}

  @Nested
  class Condition extends ConditionTck {}

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
  class Filter extends FilterTck {}

  @Nested
  class Comparison extends ComparisonTck {}

  @Nested
  class HostileFilter extends HostileFilterTck {}

  @Nested
  class RandomFilter extends RandomFilterTck {}

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
  class SharedKeys extends SharedKeysTck {}

  @Nested
  class Snapshot extends SnapshotTck {}

  @Nested
  class Watch extends WatchTck {}

  @Nested
  class Shared extends SharedTck {}

  @Nested
  class Cursor extends CursorTck {}

  @Nested
  class Resume extends ResumeTck {}

  @Nested
  class BoundedWatch extends BoundedWatchTck {}

  @Nested
  class Concurrency extends ConcurrencyTck {}

  @Nested
  class Linearizability extends LinearizabilityTck {}

  @Nested
  class GroupCommit extends GroupCommitTck {}

  @Nested
  class Interruption extends InterruptionTck {}

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

  @Nested
  class StoredForm extends StoredFormTck {
    // The index accepts only JSON. Without the index, the rows can be as after a damage on the
    // disk.
    @Override
    protected void damageMetadata(String url, long position, String metadata) throws SQLException {
      Samples.run(StoreUrl.parse(url), "DROP INDEX IF EXISTS events_by_metadata");
      change(url, "UPDATE events SET metadata = ? WHERE position = ?", metadata, position);
    }

    @Override
    protected int formatVersion() {
      return Schema.VERSION;
    }

    @Override
    protected void setFormatVersion(String url, int version) throws SQLException {
      byte[] value = Integer.toString(version).getBytes(US_ASCII);
      change(url, "UPDATE store SET value = ? WHERE name = 'schema'", value);
    }

    private static void change(String url, String sql, Object... values) throws SQLException {
      try (Connection connection = Samples.raw(StoreUrl.parse(url));
          PreparedStatement statement = connection.prepareStatement(sql)) {
        for (int i = 0; i < values.length; i++) {
          statement.setObject(i + 1, values[i]);
        }
        assertEquals(1, statement.executeUpdate(), sql);
      }
    }
  }

  @Nested
  class Durability extends DurabilityTck {}

  @Nested
  class MultiProcess extends MultiProcessTck {}

  @Nested
  class LinearizableProcesses extends LinearizableProcessesTck {}

  @Nested
  class Restart extends RestartTck {}
}
