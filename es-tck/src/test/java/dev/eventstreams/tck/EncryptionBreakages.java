package dev.eventstreams.tck;

import dev.eventstreams.ForgetResult;
import dev.eventstreams.KeyRing;
import dev.eventstreams.core.BrokenVaults.Flaw;
import dev.eventstreams.spi.StorageHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Breakages of encryption: in ciphers, in key rings and in backends. */
final class EncryptionBreakages {

  private EncryptionBreakages() {}

  static List<Breakage> all() {
    List<Breakage> all = new ArrayList<>();
    all.addAll(ciphers());
    all.addAll(rings());
    all.addAll(storages());
    return all;
  }

  private static List<Breakage> ciphers() {
    Class<? extends StoreTck> encryption = BrokenKits.Encryption.class;
    Class<? extends StoreTck> tampering = BrokenKits.Tampering.class;
    Class<? extends StoreTck> recipients = BrokenKits.Recipients.class;
    Class<? extends StoreTck> forgetting = BrokenKits.Forgetting.class;
    Class<? extends StoreTck> envelope = BrokenKits.Envelope.class;
    return List.of(
        // It adds plain data to snapshots as well.
        Breakage.ofCipher("E1", "adds plain data", encryption, Flaw.PLAIN_DATA)
            .alsoFailing("snapshotsAreStoredEncryptedAndComeBack"),
        Breakage.ofCipher("E2", "uses a nonce again", envelope, Flaw.NONCE_REUSED),
        // Unbound data can be shown as any other data, also as a snapshot.
        Breakage.ofCipher("E2", "binds data to nothing", tampering, Flaw.NOTHING_BOUND)
            .alsoFailing(
                "aSnapshotShownAsAnotherIsDetected", "everyFlippedBitOfASnapshotIsDetected"),
        Breakage.ofCipher("E2", "does not bind recipients", tampering, Flaw.RECIPIENTS_NOT_BOUND),
        Breakage.ofCipher("E2", "does not bind types", tampering, Flaw.TYPE_NOT_BOUND),
        Breakage.ofCipher("E2", "binds fields without lengths", tampering, Flaw.LENGTHS_NOT_BOUND),
        Breakage.ofCipher("E2", "binds to the header alone", tampering, Flaw.DOMAIN_NOT_BOUND)
            .alsoFailing("aSnapshotShownAsAnotherIsDetected"),
        Breakage.ofCipher("E2", "never renews a key", recipients, Flaw.DATA_KEY_FOR_EVER)
            .alsoFailing("afterRotationNewEventsHaveTheNewKeyAndOldOnesStayReadable"),
        Breakage.ofCipher(
            "E2", "has one data key for everybody", recipients, Flaw.DATA_KEY_FOR_EVERYBODY),
        Breakage.ofCipher("E3", "gives garbage", tampering, Flaw.GARBAGE_FOR_FAILURE)
            .alsoFailing(
                "swappedMovedAndRelabelledDataIsDetected",
                "aSnapshotShownAsAnEventIsDetected",
                "strippedAndChangedRecipientsAreDetected"),
        Breakage.ofCipher("E3", "hides what was changed", tampering, Flaw.REDACTED_FOR_FAILURE)
            .alsoFailing(
                "swappedMovedAndRelabelledDataIsDetected",
                "aSnapshotShownAsAnEventIsDetected",
                "strippedAndChangedRecipientsAreDetected"),
        // All events have one data key then.
        Breakage.ofCipher("E4", "is for all", recipients, Flaw.EVERYTHING_FOR_ALL)
            .alsoFailing(
                "afterRotationNewEventsHaveTheNewKeyAndOldOnesStayReadable",
                "aDataKeyServesOneSetOfRecipients"),
        Breakage.ofCipher("E6", "fails at the forgotten", forgetting, Flaw.FAILURE_FOR_FORGOTTEN),
        Breakage.ofCipher("E6", "hides what is unknown", forgetting, Flaw.REDACTED_FOR_UNKNOWN),
        Breakage.ofCipher("E6", "holds keys for ever", forgetting, Flaw.KEYS_FOR_EVER),
        Breakage.ofCipher("E6", "trusts the clock", forgetting, Flaw.KEYS_BY_THE_CLOCK_ALONE),
        Breakage.ofCipher("E6", "keeps snapshots' keys", forgetting, Flaw.SNAPSHOT_KEYS_KEPT),
        Breakage.ofCipher(
            "E6", "destroys snapshots' keys first only", forgetting, Flaw.SNAPSHOT_KEYS_FIRST),
        Breakage.ofCipher(
            "E6", "destroys snapshots' keys last only", forgetting, Flaw.SNAPSHOT_KEYS_LAST),
        Breakage.ofCipher("E7", "accepts plain events", encryption, Flaw.PLAIN_ACCEPTED),
        Breakage.ofCipher("E7", "looks into data for its format", encryption, Flaw.FORMAT_INSIDE),
        Breakage.ofCipher("E9", "puts the tag first", envelope, Flaw.TAG_FIRST),
        Breakage.ofCipher(
            "E10",
            "writes plain data to an encrypted store",
            BrokenKits.Settled.class,
            Flaw.WRITES_WITHOUT_THE_KEY),
        Breakage.ofCipher("S3", "keeps snapshots plain", encryption, Flaw.PLAIN_SNAPSHOTS)
            .alsoFailing(
                "nothingStoredLoggedOrSaidHoldsPlainData",
                "aPlantedPlainEventFailsUnlessPlainIsAccepted",
                "withoutTheKeyMetadataIsReadAndDataFails"),
        Breakage.ofCipher(
            "S3", "does not bind versions", tampering, Flaw.SNAPSHOT_VERSION_NOT_BOUND));
  }

  private static List<Breakage> rings() {
    return List.of(
        // Rotation does not change the name, and so it does not change the id.
        Breakage.ofRing("E4", "makes ids of names", BrokenKits.Recipients.class, NamedIds::new)
            .alsoFailing("afterRotationNewEventsHaveTheNewKeyAndOldOnesStayReadable"),
        Breakage.ofRing("E5", "does not rotate", BrokenKits.Recipients.class, DoesNotRotate::new),
        Breakage.ofRing(
            "E6",
            "reports a key destroyed of anybody",
            BrokenKits.Forgetting.class,
            ReportsOne::new),
        Breakage.ofRing(
            "E10",
            "destroys the ring's own key with a person's",
            BrokenKits.Settled.class,
            DestroysItself::new),
        Breakage.ofRing(
            "E10",
            "hides the ring's own key from its parts",
            BrokenKits.Settled.class,
            HidesItself::new),
        Breakage.ofRing("E6", "lets a key come back", BrokenKits.Forgetting.class, Revives::new));
  }

  private static List<Breakage> storages() {
    return List.of(
        Breakage.ofStorage("E8", "puts no values", Chapters.KeySetup.class, PutsNothing::new),
        Breakage.ofStorage(
            "E6", "deletes no snapshots", Chapters.Forgetting.class, DeletesNothing::new));
  }

  private static final class PutsNothing extends BrokenHandle {
    PutsNothing(StorageHandle sound) {
      super(sound);
    }

    @Override
    public byte[] putIfAbsent(String name, byte[] value) {
      return value;
    }
  }

  private static final class DeletesNothing extends BrokenHandle {
    DeletesNothing(StorageHandle sound) {
      super(sound);
    }

    @Override
    public void deleteSnapshots(String source) {}
  }

  private static final class NamedIds extends TappedRing {

    private final Map<UUID, UUID> real = new ConcurrentHashMap<>();

    NamedIds(KeyRing sound) {
      super(sound);
    }

    @Override
    public Answer find(UUID keyId) {
      return super.find(real.getOrDefault(keyId, keyId));
    }

    @Override
    public UUID currentKey(String recipient) {
      UUID id = super.currentKey(recipient);
      UUID named = UUID.nameUUIDFromBytes(recipient.getBytes(StandardCharsets.UTF_8));
      real.put(named, id);
      return named;
    }

    @Override
    public UUID rotate(String recipient) {
      UUID unused = super.rotate(recipient);
      UUID named = UUID.randomUUID();
      real.put(named, super.currentKey(recipient));
      return named;
    }
  }

  private static final class DoesNotRotate extends TappedRing {
    DoesNotRotate(KeyRing sound) {
      super(sound);
    }

    @Override
    public UUID rotate(String recipient) {
      return currentKey(recipient);
    }
  }

  private static final class DestroysItself extends TappedRing {

    private volatile boolean forgetful;

    DestroysItself(KeyRing sound) {
      super(sound);
    }

    @Override
    public Answer find(UUID keyId) {
      Answer answer = super.find(keyId);
      boolean own = answer instanceof Known known && known.recipient().equals(RING);
      return own && forgetful ? new Forgotten() : answer;
    }

    @Override
    public ForgetResult forget(String recipient) {
      forgetful = true;
      return super.forget(recipient);
    }
  }

  private static final class HidesItself extends TappedRing {
    HidesItself(KeyRing sound) {
      super(sound);
    }

    @Override
    public KeyRing only(String... recipients) {
      return new TappedRing(super.only(recipients)) {
        @Override
        public Answer find(UUID keyId) {
          Answer answer = super.find(keyId);
          boolean own = answer instanceof Known known && known.recipient().equals(RING);
          return own ? new Unknown() : answer;
        }
      };
    }
  }

  /** Always reports one destroyed key. */
  private static final class ReportsOne extends TappedRing {
    ReportsOne(KeyRing sound) {
      super(sound);
    }

    @Override
    public ForgetResult forget(String recipient) {
      ForgetResult unused = super.forget(recipient);
      return new ForgetResult(1, true);
    }
  }

  /** Returns forgotten keys from a copy. */
  private static final class Revives extends TappedRing {

    private final Map<UUID, Answer> copy = new ConcurrentHashMap<>();

    Revives(KeyRing sound) {
      super(sound);
    }

    @Override
    public Answer find(UUID keyId) {
      Answer answer = super.find(keyId);
      return answer instanceof Known
          ? copy.merge(keyId, answer, (old, now) -> now)
          : copy.getOrDefault(keyId, answer);
    }
  }
}
