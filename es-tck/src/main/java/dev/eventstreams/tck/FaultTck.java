package dev.eventstreams.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eventstreams.EventStore;
import dev.eventstreams.spi.StorageHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * For backends that declare {@code DURABLE} and keep a store in files of this machine: the store
 * after calls to the disk fail, write only half, or end with a kill of the process, and after a
 * power loss.
 *
 * <p>Another JVM uses the store, on a {@link FailingDisk}. A failure names the fault and the
 * answers that the other JVM got.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
public abstract class FaultTck extends StoreTck {

  private static final int KILLS_ONE_OF = 12;

  private @Nullable FailingDisk disk;
  private @Nullable Fork process;

  /** For a backend's own class. */
  protected FaultTck() {}

  /**
   * Returns the URL of a store that keeps all its files in the directory. The directory is empty,
   * or contains the files of a store that is opened again.
   */
  protected abstract String storeIn(Path directory);

  /** Returns whether the backend documents that an acknowledged append survives a power loss. */
  protected boolean survivesPowerLoss() {
    return true;
  }

  @Override
  protected final String emptyStore() throws IOException {
    return storeIn(Files.createTempDirectory("es-tck-faults"));
  }

  @Test
  @Rule({"L4", "L7"})
  void whatWasAcknowledgedOutlivesFaultsOfTheDisk() throws IOException {
    suffer(40);
  }

  @Test
  @Tag("soak")
  @Rule({"L4", "L7"})
  void whatWasAcknowledgedOutlivesTwoThousandFaultsOfTheDisk() throws IOException {
    suffer(2_000);
  }

  private void suffer(int count) throws IOException {
    disk = closedAfterwards(FailingDisk.create());
    List<DiskFault> faults = firstOfEachKind();
    long seed = 0;
    for (int done = 0; done < count; ) {
      if (faults.isEmpty()) {
        faults.addAll(faults(new Random(++seed)));
      }
      done += suffer(faults.remove(faults.size() - 1), seed * 1_000_003 + done) ? 1 : 0;
    }
  }

  /**
   * Returns a fault at the first call of each kind, in the opening that creates the store. The next
   * opening finds the files that the failed opening left.
   */
  private static List<DiskFault> firstOfEachKind() {
    List<DiskFault> faults = new ArrayList<>();
    for (FailingDisk.Kind kind : FailingDisk.Kind.values()) {
      faults.add(new DiskFault(kind, 1, DiskFault.Effect.INPUT_OUTPUT_ERROR, false));
    }
    return faults;
  }

  /**
   * Runs a case without a fault, and returns the faults that are possible at its calls, in random
   * order. Few of them kill the process.
   */
  private List<DiskFault> faults(Random random) throws IOException {
    boolean unused = suffer(DiskFault.none(), 0);
    List<DiskFault> faults = new ArrayList<>();
    for (FailingDisk.Kind kind : FailingDisk.Kind.values()) {
      for (long nth = 1; nth <= disk().count(kind); nth++) {
        for (DiskFault.Effect effect : DiskFault.Effect.values()) {
          if (effect.concerns(kind) && (!effect.kills() || random.nextInt(KILLS_ONE_OF) == 0)) {
            faults.add(new DiskFault(kind, nth, effect, effect.lasts() && random.nextBoolean()));
          }
        }
      }
    }
    Collections.shuffle(faults, random);
    return faults;
  }

  /**
   * Runs a case with a fault, checks the store that remains, and returns whether the fault
   * happened.
   */
  private boolean suffer(DiskFault fault, long seed) throws IOException {
    Path directory = Files.createTempDirectory("es-tck-faults");
    disk().begin(directory, fault);
    FaultLedger ledger = runScenario(storeIn(directory));
    boolean happened = disk().injected() > 0;
    disk().end();
    DiskTrace trace = disk().trace(directory);
    try {
      assertHeld(ledger, storeIn(directory));
      if (survivesPowerLoss()) {
        assertHeldAfterPowerLoss(ledger, trace, new Random(seed));
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(fault + ", seed " + seed + ": " + e.getMessage() + "; " + ledger, e);
    }
    Folders.delete(directory);
    return happened;
  }

  private FaultLedger runScenario(String url) {
    FaultLedger ledger = new FaultLedger();
    Fork fork = process();
    fork.tell("suffer " + url);
    for (String line = fork.hearOrEnd(); line != null; line = fork.hearOrEnd()) {
      if (line.equals("suffered")) {
        return ledger;
      }
      ledger.add(line);
    }
    process = null; // the process was killed
    return ledger;
  }

  private Fork process() {
    Fork known = process;
    if (known == null) {
      known = closedAfterwards(Fork.on(disk()));
      process = known;
    }
    return known;
  }

  private FailingDisk disk() {
    return Objects.requireNonNull(disk);
  }

  private void assertHeld(FaultLedger ledger, String url) {
    try (EventStore store = open(url)) {
      ledger.assertHeldBy(store);
    }
    try (StorageHandle storage = openStorage(url)) {
      byte[] value = storage.value(FaultScenario.NAME);
      ledger.assertValue(value == null ? null : new String(value, UTF_8));
    }
  }

  /** Checks the store after a power loss at the end, at one acknowledgement, and at any call. */
  private void assertHeldAfterPowerLoss(FaultLedger ledger, DiskTrace trace, Random random)
      throws IOException {
    List<Long> acknowledged = ledger.acknowledgements();
    long one = acknowledged.isEmpty() ? 0 : acknowledged.get(random.nextInt(acknowledged.size()));
    for (long cut :
        List.of((long) trace.length(), one, (long) random.nextInt(trace.length() + 1))) {
      boolean allLost = random.nextBoolean();
      Path directory = Files.createTempDirectory("es-tck-faults");
      trace.restore((int) cut, () -> !allLost && random.nextBoolean(), directory);
      try {
        assertHeld(ledger.atPowerLoss(cut), storeIn(directory));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "after a loss of power at call " + cut + " of " + trace.length() + ", in " + directory
                + ": " + e.getMessage(),
            e);
      }
      Folders.delete(directory);
    }
  }
}
