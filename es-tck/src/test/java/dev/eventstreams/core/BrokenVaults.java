package dev.eventstreams.core;

import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.DecryptionException;
import dev.eventstreams.EventStore;
import dev.eventstreams.KeyRing;
import dev.eventstreams.Snapshot;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.spi.StoredSnapshot;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/** Ciphers with one flaw each. */
public final class BrokenVaults {

  private BrokenVaults() {}

  /** The flaw. */
  public enum Flaw {
    NONE,
    PLAIN_DATA,
    PLAIN_SNAPSHOTS,
    NONCE_REUSED,
    NOTHING_BOUND,
    RECIPIENTS_NOT_BOUND,
    TYPE_NOT_BOUND,
    LENGTHS_NOT_BOUND,
    DOMAIN_NOT_BOUND,
    DATA_KEY_FOR_EVER,
    DATA_KEY_FOR_EVERYBODY,
    SNAPSHOT_VERSION_NOT_BOUND,
    GARBAGE_FOR_FAILURE,
    REDACTED_FOR_FAILURE,
    EVERYTHING_FOR_ALL,
    FAILURE_FOR_FORGOTTEN,
    REDACTED_FOR_UNKNOWN,
    KEYS_FOR_EVER,
    KEYS_BY_THE_CLOCK_ALONE,
    SNAPSHOT_KEYS_KEPT,
    SNAPSHOT_KEYS_FIRST,
    SNAPSHOT_KEYS_LAST,
    PLAIN_ACCEPTED,
    FORMAT_INSIDE,
    TAG_FIRST,
    WRITES_WITHOUT_THE_KEY
  }

  /** Opens a store as {@link EventStores} does, with a flaw in its encryption. */
  public static EventStore open(
      StorageProvider provider, String url, StoreOptions options, Flaw flaw) {
    StorageHandle storage = provider.open(StoreUrl.parse(url), new StorageOptions(options.clock()));
    try {
      Vault sound = options.encryption().open(storage, options.clock());
      Vault vault = sound == null
          ? null
          : new Broken(sound.ring(), options.encryption(), options.clock(), flaw);
      return new CoreStore(storage, flawed(options, flaw), vault, () -> {});
    } catch (RuntimeException e) {
      storage.close();
      throw e;
    }
  }

  private static StoreOptions flawed(StoreOptions options, Flaw flaw) {
    boolean keyless = options.encryption().equals(Encryption.none());
    return keyless && flaw == Flaw.WRITES_WITHOUT_THE_KEY
        ? options.withEncryption(Encryption.plain())
        : options;
  }

  private static final class Broken extends Vault {

    private static final byte[] NOTHING = {};

    private final Flaw flaw;
    private final AtomicLong count = new AtomicLong();
    private @Nullable DataKey first;

    Broken(KeyRing ring, Encryption encryption, Clock clock, Flaw flaw) {
      super(ring, encryption, clock);
      this.flaw = flaw;
    }

    @Override
    void fill(byte[] nonces) {
      if (flaw == Flaw.NONCE_REUSED) {
        ByteBuffer target = ByteBuffer.wrap(nonces);
        while (target.hasRemaining()) {
          target.putInt(0).putLong(count.getAndIncrement() % 1_000);
        }
      } else {
        super.fill(nonces);
      }
    }

    @Override
    Set<String> recipients(String stream, CandidateEvent event) {
      Set<String> recipients = super.recipients(stream, event);
      boolean ofPeople = !recipients.equals(Recipients.ALL);
      return flaw == Flaw.EVERYTHING_FOR_ALL && ofPeople ? Recipients.ALL : recipients;
    }

    @Override
    DataKey dataKey(Set<String> recipients, KeyLease current) {
      DataKey used = first;
      boolean same = used != null && used.recipients().keySet().equals(recipients);
      if (used != null && same && flaw == Flaw.DATA_KEY_FOR_EVER) {
        return used;
      }
      DataKey key = super.dataKey(recipients, current);
      if (used != null && !same && flaw == Flaw.DATA_KEY_FOR_EVERYBODY) {
        return wrappedFor(key, used);
      }
      first = key;
      return key;
    }

    /** Returns the data key {@code used}, wrapped for the recipients of {@code key}. */
    private DataKey wrappedFor(DataKey key, DataKey used) {
      List<Envelope.WrappedKey> wrapped = key.recipients().values().stream()
          .map(id -> new Envelope.WrappedKey(id, wrap(id, used)))
          .toList();
      return new DataKey(used.key(), Envelope.header(wrapped), key.recipients());
    }

    private Bytes wrap(UUID id, DataKey used) {
      KeyRing.Known known = (KeyRing.Known) ring().find(id);
      return Bytes.of(known.key().wrap(used.key().getEncoded()));
    }

    @Override
    byte[] associatedData(byte[] header, String stream, String id, String type) {
      return switch (flaw) {
        case NOTHING_BOUND -> NOTHING;
        case RECIPIENTS_NOT_BOUND -> super.associatedData(NOTHING, stream, id, type);
        case TYPE_NOT_BOUND -> super.associatedData(header, stream, id, "");
        case LENGTHS_NOT_BOUND -> super.associatedData(header, stream, "", type + id);
        case DOMAIN_NOT_BOUND -> header;
        default -> super.associatedData(header, stream, id, type);
      };
    }

    @Override
    byte[] associatedData(byte[] header, String source, String projection, long version) {
      return switch (flaw) {
        case NOTHING_BOUND -> NOTHING;
        case DOMAIN_NOT_BOUND -> header;
        case SNAPSHOT_VERSION_NOT_BOUND -> super.associatedData(header, source, projection, 0);
        default -> super.associatedData(header, source, projection, version);
      };
    }

    @Override
    StoredSnapshot seal(Snapshot snapshot, long timestamp) {
      return flaw == Flaw.PLAIN_SNAPSHOTS
          ? new StoredSnapshot(
              snapshot.streamId(),
              snapshot.projection(),
              snapshot.version(),
              timestamp,
              snapshot.state(),
              EventCodec.PLAIN)
          : super.seal(snapshot, timestamp);
    }

    @Override
    Bytes seal(Cipher cipher, DataKey key, byte[] nonce, byte[] bound, Bytes plain) {
      Bytes envelope = super.seal(cipher, key, nonce, bound, plain);
      return switch (flaw) {
        case PLAIN_DATA -> Bytes.of(joined(plain.toArray(), envelope.toArray()));
        case TAG_FIRST -> rotated(envelope, key.header().length + 12, 16);
        default -> envelope;
      };
    }

    @Override
    Content open(EventRecord event) {
      String stream = event.streamId();
      return switch (flaw) {
        case FORMAT_INSIDE ->
          looksSealed(event.data())
              ? open(
                  event.data(),
                  Place.of(event),
                  header -> associatedData(header, stream, event.id(), event.type()))
              : Content.of(event.data());
        case GARBAGE_FOR_FAILURE -> orElse(event, Content.of(event.data()));
        case REDACTED_FOR_FAILURE -> orElse(event, Content.FORGOTTEN);
        default -> super.open(event);
      };
    }

    private Content orElse(EventRecord event, Content other) {
      try {
        return super.open(event);
      } catch (DecryptionException e) {
        return e.getCause() == null ? raise(e) : other;
      }
    }

    private static Content raise(DecryptionException e) {
      throw e;
    }

    @Override
    Content open(StoredSnapshot snapshot) {
      return flaw == Flaw.PLAIN_SNAPSHOTS && snapshot.format() == EventCodec.PLAIN
          ? Content.of(snapshot.state())
          : super.open(snapshot);
    }

    @Override
    Content open(Bytes data, Place place, Binding binding) {
      return switch (flaw) {
        case PLAIN_DATA -> super.open(sealedPart(data), place, binding);
        case TAG_FIRST -> super.open(tagLast(data), place, binding);
        default -> super.open(data, place, binding);
      };
    }

    @Override
    Unlocked find(List<Envelope.WrappedKey> recipients, KeyLease current)
        throws GeneralSecurityException {
      Unlocked found = super.find(recipients, current);
      if (flaw == Flaw.FAILURE_FOR_FORGOTTEN && found instanceof Unlocked.Shredded) {
        return new Unlocked.NotOurs();
      }
      if (flaw == Flaw.REDACTED_FOR_UNKNOWN && found instanceof Unlocked.NotOurs) {
        return new Unlocked.Shredded();
      }
      return found;
    }

    @Override
    boolean isPlain(int format, Place place) {
      return flaw == Flaw.PLAIN_ACCEPTED ? format == 0 : super.isPlain(format, place);
    }

    @Override
    boolean isOver(KeyLease current) {
      return switch (flaw) {
        case KEYS_FOR_EVER -> false;
        case KEYS_BY_THE_CLOCK_ALONE ->
          current.life().isOver() && !current.life().isBehind();
        default -> super.isOver(current);
      };
    }

    @Override
    void destroySnapshotKeys(boolean before) {
      boolean kept = flaw == Flaw.SNAPSHOT_KEYS_KEPT
          || (before ? flaw == Flaw.SNAPSHOT_KEYS_LAST : flaw == Flaw.SNAPSHOT_KEYS_FIRST);
      if (!kept) {
        super.destroySnapshotKeys(before);
      }
    }

    private static boolean looksSealed(Bytes data) {
      return data.length() >= 88 && data.toArray()[0] == 1;
    }

    private static byte[] joined(byte[] plain, byte[] envelope) {
      byte[] both = Arrays.copyOf(envelope, envelope.length + plain.length);
      System.arraycopy(plain, 0, both, envelope.length, plain.length);
      return both;
    }

    // For one recipient, an envelope of n bytes of data has n + 88 bytes. The plain data follows
    // it.
    private static Bytes sealedPart(Bytes both) {
      return both.length() < 88 ? both : Bytes.of(both.toArray(), 0, (both.length() + 88) / 2);
    }

    private static Bytes rotated(Bytes envelope, int start, int last) {
      byte[] all = envelope.toArray();
      byte[] changed = all.clone();
      int rest = all.length - start - last;
      System.arraycopy(all, all.length - last, changed, start, last);
      System.arraycopy(all, start, changed, start + last, rest);
      return Bytes.of(changed);
    }

    private static Bytes tagLast(Bytes data) {
      try {
        int start = Envelope.headerLength(data.toArray()) + 12;
        return rotated(data, start, data.length() - start - 16);
      } catch (GeneralSecurityException e) {
        return data;
      }
    }
  }
}
