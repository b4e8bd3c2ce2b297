package dev.eventstreams.tck;

import dev.eventstreams.spi.Capability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The chapters as concrete classes that {@link Kit} runs. The URLs of their stores come from a
 * template.
 */
final class Chapters {

  private static final AtomicLong NUMBERS =
      new AtomicLong(TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));

  /** The URL of stores; {@code {n}} is replaced by a new number. {@link Kit} sets it for a run. */
  static volatile String template = "";

  private Chapters() {}

  /**
   * Returns the URL of a new store.
   *
   * @throws IllegalStateException if no template is set: the chapter is neither run by {@link Kit}
   *     nor nested in a {@link BackendKit}, and does not override {@code emptyStore()}
   */
  static String fresh() {
    if (template.isEmpty()) {
      throw new IllegalStateException(
          "no stores: nest the chapter in a BackendKit, or override emptyStore()");
    }
    return fresh(template);
  }

  /** Returns the URL of a new store. */
  static String fresh(String template) {
    return template.replace("{n}", Long.toString(NUMBERS.incrementAndGet()));
  }

  /** Returns the chapters that every backend must pass. */
  static List<Class<? extends StoreTck>> forAll() {
    return List.of(
        Append.class,
        Commit.class,
        Idempotency.class,
        Condition.class,
        Limits.class,
        Metadata.class,
        Tags.class,
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
        Resume.class,
        BoundedWatch.class,
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

  /** Returns, for each capability, the chapters that a backend with that capability must pass. */
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

  /** Returns the public classes that the chapters extend. */
  static List<Class<?>> kinds(List<Class<? extends StoreTck>> chapters) {
    List<Class<?>> kinds = new ArrayList<>();
    chapters.forEach(chapter -> kinds.add(chapter.getSuperclass()));
    return kinds;
  }

  /**
   * Returns the chapters that need more of a backend than a URL. {@link Kit} does not run them; a
   * backend runs them by subclasses.
   */
  static List<Class<? extends StoreTck>> leftToClasses() {
    return List.of(Fault.class, StoredForm.class);
  }

  static class Append extends AppendTck {}

  static class Commit extends CommitTck {}

  static class Idempotency extends IdempotencyTck {}

  static class Condition extends ConditionTck {}

  static class Limits extends LimitsTck {}

  static class Metadata extends MetadataTck {}

  static class Tags extends TagsTck {}

  static class LateData extends LateDataTck {}

  static class ShortMemory extends ShortMemoryTck {}

  static class Read extends ReadTck {}

  static class Paging extends PagingTck {}

  static class Storage extends StorageTck {}

  static class Value extends ValueTck {}

  static class RandomAppend extends RandomAppendTck {}

  static class Filter extends FilterTck {}

  static class Comparison extends ComparisonTck {}

  static class HostileFilter extends HostileFilterTck {}

  static class RandomFilter extends RandomFilterTck {}

  static class Snapshot extends SnapshotTck {}

  static class Encryption extends EncryptionTck {}

  static class Tampering extends TamperingTck {}

  static class Recipients extends RecipientsTck {}

  static class Forgetting extends ForgettingTck {}

  static class KeySetup extends KeySetupTck {}

  static class Settled extends SettledTck {}

  static class Envelope extends EnvelopeTck {}

  static class Watch extends WatchTck {}

  static class Cursor extends CursorTck {}

  static class Resume extends ResumeTck {}

  static class BoundedWatch extends BoundedWatchTck {}

  static class Concurrency extends ConcurrencyTck {}

  static class Linearizability extends LinearizabilityTck {}

  static class GroupCommit extends GroupCommitTck {}

  static class Interruption extends InterruptionTck {}

  static class Watchers extends WatchersTck {}

  static class WatchPublisher extends WatchPublisherTck {}

  static class WatchCost extends WatchCostTck {}

  static class Lifecycle extends LifecycleTck {}

  static class Environment extends EnvironmentTck {}

  static class Names extends NamesTck {}

  static class SnapshotStorage extends SnapshotStorageTck {}

  static class Notifier extends NotifierTck {}

  static class InterruptedStorage extends InterruptedStorageTck {}

  static class Closing extends ClosingTck {}

  static class Failure extends FailureTck {}

  static class Shared extends SharedTck {}

  static class Durability extends DurabilityTck {}

  static class SharedKeys extends SharedKeysTck {}

  static class Fault extends FaultTck {
    @Override
    protected String storeIn(Path directory) {
      return template.replaceFirst(":.*\\{n}", ":" + directory + "/store");
    }
  }

  /** Subclasses implement the changes of the stored form. */
  abstract static class StoredForm extends StoredFormTck {}

  static class MultiProcess extends MultiProcessTck {}

  static class LinearizableProcesses extends LinearizableProcessesTck {}

  static class Restart extends RestartTck {}
}
