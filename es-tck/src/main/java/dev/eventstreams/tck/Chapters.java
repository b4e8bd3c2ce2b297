package dev.eventstreams.tck;

import dev.eventstreams.spi.Capability;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The chapters as classes that {@link Kit} runs, on stores whose URLs come from a template. */
final class Chapters {

  private static final AtomicLong NUMBERS =
      new AtomicLong(TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));

  /** Where stores are; {@code {n}} stands for a fresh number. Set by {@link Kit} while it runs. */
  static volatile String template = "";

  private Chapters() {}

  /** Returns the URL of a store that nobody has used before. */
  static String fresh(String template) {
    return template.replace("{n}", Long.toString(NUMBERS.incrementAndGet()));
  }

  /** Returns the chapters that hold for every backend. */
  static List<Class<? extends StoreTck>> forAll() {
    return List.of(
        Append.class,
        Commit.class,
        Idempotency.class,
        Condition.class,
        Limits.class,
        Metadata.class,
        LateData.class,
        Read.class,
        Paging.class,
        Storage.class,
        Value.class,
        RandomAppend.class,
        Filter.class,
        Comparison.class,
        HostileFilter.class,
        RandomFilter.class,
        Snapshot.class,
        Encryption.class,
        Tampering.class,
        Recipients.class,
        Forgetting.class,
        KeySetup.class,
        Settled.class,
        Envelope.class,
        Watch.class,
        Cursor.class,
        Concurrency.class,
        Linearizability.class,
        GroupCommit.class,
        Interruption.class,
        Watchers.class,
        WatchPublisher.class,
        WatchCost.class,
        Lifecycle.class,
        Environment.class,
        Names.class,
        SnapshotStorage.class,
        Notifier.class,
        InterruptedStorage.class,
        Closing.class,
        Failure.class,
        ShortMemory.class);
  }

  /** Returns the chapters that hold for backends that declare a capability. */
  static Map<Capability, List<Class<? extends StoreTck>>> byCapability() {
    Map<Capability, List<Class<? extends StoreTck>>> chapters = new LinkedHashMap<>();
    chapters.put(Capability.SHARED, List.of(Shared.class));
    chapters.put(Capability.DURABLE, List.of(Durability.class));
    chapters.put(
        Capability.MULTI_PROCESS,
        List.of(MultiProcess.class, LinearizableProcesses.class, SharedKeys.class));
    chapters.put(Capability.SURVIVES_RESTART, List.of(Restart.class));
    return chapters;
  }

  /** Returns the chapters that need to know more of a backend than a URL: they are run by classes that extend them. */
  static List<Class<? extends StoreTck>> leftToClasses() {
    return List.of(Fault.class, StoredForm.class);
  }

  static class Append extends AppendTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Commit extends CommitTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Idempotency extends IdempotencyTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Condition extends ConditionTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Limits extends LimitsTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Metadata extends MetadataTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class LateData extends LateDataTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class ShortMemory extends ShortMemoryTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Read extends ReadTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Paging extends PagingTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Storage extends StorageTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Value extends ValueTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class RandomAppend extends RandomAppendTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Filter extends FilterTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Comparison extends ComparisonTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class HostileFilter extends HostileFilterTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class RandomFilter extends RandomFilterTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Snapshot extends SnapshotTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Encryption extends EncryptionTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Tampering extends TamperingTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Recipients extends RecipientsTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Forgetting extends ForgettingTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class KeySetup extends KeySetupTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Settled extends SettledTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Envelope extends EnvelopeTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Watch extends WatchTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Cursor extends CursorTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Concurrency extends ConcurrencyTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Linearizability extends LinearizabilityTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class GroupCommit extends GroupCommitTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Interruption extends InterruptionTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Watchers extends WatchersTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class WatchPublisher extends WatchPublisherTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class WatchCost extends WatchCostTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Lifecycle extends LifecycleTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Environment extends EnvironmentTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Names extends NamesTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class SnapshotStorage extends SnapshotStorageTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Notifier extends NotifierTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class InterruptedStorage extends InterruptedStorageTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Closing extends ClosingTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Failure extends FailureTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Shared extends SharedTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Durability extends DurabilityTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class SharedKeys extends SharedKeysTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Fault extends FaultTck {
    @Override
    protected String storeIn(Path directory) {
      return template.replaceFirst(":.*\\{n}", ":" + directory + "/store");
    }
  }

  /** The class that runs it says how what is stored is changed. */
  abstract static class StoredForm extends StoredFormTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class MultiProcess extends MultiProcessTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class LinearizableProcesses extends LinearizableProcessesTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }

  static class Restart extends RestartTck {
    @Override
    protected String emptyStore() {
      return fresh(template);
    }
  }
}
