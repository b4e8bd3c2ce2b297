package dev.eventstreams.store.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.tck.AppendTck;
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
import dev.eventstreams.tck.FaultTck;
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
import dev.eventstreams.tck.MetadataTck;
import dev.eventstreams.tck.NamesTck;
import dev.eventstreams.tck.NotifierTck;
import dev.eventstreams.tck.PagingTck;
import dev.eventstreams.tck.RandomAppendTck;
import dev.eventstreams.tck.RandomFilterTck;
import dev.eventstreams.tck.ReadTck;
import dev.eventstreams.tck.RecipientsTck;
import dev.eventstreams.tck.RestartTck;
import dev.eventstreams.tck.SettledTck;
import dev.eventstreams.tck.ShortMemoryTck;
import dev.eventstreams.tck.SnapshotStorageTck;
import dev.eventstreams.tck.SnapshotTck;
import dev.eventstreams.tck.StorageTck;
import dev.eventstreams.tck.StoredFormTck;
import dev.eventstreams.tck.TamperingTck;
import dev.eventstreams.tck.ValueTck;
import dev.eventstreams.tck.WatchCostTck;
import dev.eventstreams.tck.WatchPublisherTck;
import dev.eventstreams.tck.WatchTck;
import dev.eventstreams.tck.WatchersTck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Files keep the contract; with {@code -Psoak}, also hundreds of times over. */
final class FileKitTest {

  private static final AtomicLong STORES = new AtomicLong();

  @TempDir
  Path folder;

  private String fresh() {
    return StoreUrl.of(
            "file", folder.resolve("events-" + STORES.incrementAndGet()).toString())
        .toString();
  }

  @Nested
  class Append extends AppendTck {
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
  class ShortMemory extends ShortMemoryTck {
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

    @Override
    protected byte[] everythingStored(String url) throws IOException {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      StringBuilder decoded = new StringBuilder();
      try (Stream<Path> files = Files.walk(Path.of(StoreUrl.parse(url).body()))) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          byte[] bytes = Files.readAllBytes(file);
          all.writeBytes(bytes);
          decoded.append(new String(bytes, ISO_8859_1));
        }
      }
      // What is no text stands there in base 64.
      Matcher encoded = Pattern.compile("[A-Za-z0-9+/]{16,}={0,2}").matcher(decoded);
      while (encoded.find()) {
        String run = encoded.group().replace("=", "");
        all.writeBytes(Base64.getDecoder().decode(run.substring(0, run.length() / 4 * 4)));
      }
      return all.toByteArray();
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
  class Watch extends WatchTck {
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
  class Concurrency extends ConcurrencyTck {
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

  @Nested
  class Fault extends FaultTck {
    @Override
    protected String storeIn(Path directory) {
      return StoreUrl.of("file", directory.resolve("events").toString()) + "?segment=8192";
    }
  }

  @Nested
  class StoredForm extends StoredFormTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }

    @Override
    protected void damageMetadata(String url, long position, String metadata) throws IOException {
      ChangedForm.metadata(Path.of(StoreUrl.parse(url).body()), position, metadata);
    }

    @Override
    protected int formatVersion() {
      return SegmentHeader.VERSION;
    }

    @Override
    protected void setFormatVersion(String url, int version) throws IOException {
      ChangedForm.version(Path.of(StoreUrl.parse(url).body()), version);
    }
  }

  @Nested
  class Durability extends DurabilityTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }

  @Nested
  class Restart extends RestartTck {
    @Override
    protected String emptyStore() {
      return fresh();
    }
  }
}
