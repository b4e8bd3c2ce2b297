package dev.eventstreams.tck;

import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.KeyRing;
import dev.eventstreams.core.BrokenVaults;
import dev.eventstreams.core.StoreOptions;
import dev.eventstreams.spi.StorageProvider;
import java.util.function.Supplier;

/** Chapters whose stores are broken above the storage as well. Only {@link KitRun} runs them. */
final class BrokenKits {

  private BrokenKits() {}

  private static EventStore broken(EventStore sound) {
    return BrokenProvider.breakage.store().apply(sound);
  }

  private static EventStore encrypting(StorageProvider provider, String url, StoreOptions options) {
    return BrokenVaults.open(provider, url, options, BrokenProvider.breakage.cipher());
  }

  static final class Append extends Chapters.Append {
    @Override
    protected EventStore open(String url, StoreOptions options) {
      return broken(super.open(url, options));
    }
  }

  static final class Commit extends Chapters.Commit {
    @Override
    protected EventStore open(String url, StoreOptions options) {
      return broken(super.open(url, options));
    }
  }

  static final class LateData extends Chapters.LateData {
    @Override
    protected EventStore open(String url, StoreOptions options) {
      return broken(super.open(url, options));
    }

    @Override
    protected EventStore open(StorageProvider provider, String url, StoreOptions options) {
      return broken(super.open(provider, url, options));
    }
  }

  static final class Limits extends Chapters.Limits {
    @Override
    protected EventStore open(String url, StoreOptions options) {
      return broken(super.open(url, options));
    }
  }

  /** Runs on an API that accepts every clause if rule F5 is broken. */
  static final class HostileFilter extends Chapters.HostileFilter {
    @Override
    EventFilter made(Supplier<EventFilter> maker) {
      try {
        return super.made(maker);
      } catch (IllegalArgumentException wrong) {
        if (!BrokenProvider.breakage.rule().equals("F5")) {
          throw wrong;
        }
        return EventFilter.all();
      }
    }
  }

  static final class Encryption extends Chapters.Encryption {
    @Override
    protected EventStore open(String url, StoreOptions options) {
      return encrypting(provider(url), url, options);
    }

    @Override
    protected EventStore open(StorageProvider provider, String url, StoreOptions options) {
      return encrypting(provider, url, options);
    }

    @Override
    KeyRing newRing() {
      return BrokenProvider.breakage.ring().apply(super.newRing());
    }
  }

  static final class Tampering extends Chapters.Tampering {
    @Override
    protected EventStore open(String url, StoreOptions options) {
      return encrypting(provider(url), url, options);
    }

    @Override
    protected EventStore open(StorageProvider provider, String url, StoreOptions options) {
      return encrypting(provider, url, options);
    }

    @Override
    KeyRing newRing() {
      return BrokenProvider.breakage.ring().apply(super.newRing());
    }
  }

  static final class Recipients extends Chapters.Recipients {
    @Override
    protected EventStore open(String url, StoreOptions options) {
      return encrypting(provider(url), url, options);
    }

    @Override
    protected EventStore open(StorageProvider provider, String url, StoreOptions options) {
      return encrypting(provider, url, options);
    }

    @Override
    KeyRing newRing() {
      return BrokenProvider.breakage.ring().apply(super.newRing());
    }
  }

  static final class Forgetting extends Chapters.Forgetting {
    @Override
    protected EventStore open(String url, StoreOptions options) {
      return encrypting(provider(url), url, options);
    }

    @Override
    protected EventStore open(StorageProvider provider, String url, StoreOptions options) {
      return encrypting(provider, url, options);
    }

    @Override
    KeyRing newRing() {
      return BrokenProvider.breakage.ring().apply(super.newRing());
    }
  }

  static final class Settled extends Chapters.Settled {
    @Override
    protected EventStore open(String url, StoreOptions options) {
      return encrypting(provider(url), url, options);
    }

    @Override
    protected EventStore open(StorageProvider provider, String url, StoreOptions options) {
      return encrypting(provider, url, options);
    }

    @Override
    KeyRing newRing() {
      return BrokenProvider.breakage.ring().apply(super.newRing());
    }
  }

  static final class Envelope extends Chapters.Envelope {
    @Override
    protected EventStore open(String url, StoreOptions options) {
      return encrypting(provider(url), url, options);
    }

    @Override
    protected EventStore open(StorageProvider provider, String url, StoreOptions options) {
      return encrypting(provider, url, options);
    }

    @Override
    KeyRing newRing() {
      return BrokenProvider.breakage.ring().apply(super.newRing());
    }
  }
}
