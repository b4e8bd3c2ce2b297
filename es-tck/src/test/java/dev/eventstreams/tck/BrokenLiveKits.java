package dev.eventstreams.tck;

import dev.eventstreams.EventStore;
import dev.eventstreams.core.StoreOptions;
import dev.eventstreams.spi.StorageProvider;

/**
 * Chapters on watches, lifecycle and failures, whose stores are broken above the storage. Only
 * {@link KitRun} runs them.
 */
final class BrokenLiveKits {

  private BrokenLiveKits() {}

  private static EventStore broken(EventStore sound) {
    return BrokenProvider.breakage.store().apply(sound);
  }

  static final class Watch extends Chapters.Watch {
    @Override
    protected EventStore open(String url, StoreOptions options) {
      return broken(super.open(url, options));
    }

    @Override
    protected EventStore open(StorageProvider provider, String url, StoreOptions options) {
      return broken(super.open(provider, url, options));
    }
  }

  static final class Watchers extends Chapters.Watchers {
    @Override
    protected EventStore open(String url, StoreOptions options) {
      return broken(super.open(url, options));
    }

    @Override
    protected EventStore open(StorageProvider provider, String url, StoreOptions options) {
      return broken(super.open(provider, url, options));
    }
  }

  static final class WatchCost extends Chapters.WatchCost {
    @Override
    protected EventStore open(String url, StoreOptions options) {
      return broken(super.open(url, options));
    }

    @Override
    protected EventStore open(StorageProvider provider, String url, StoreOptions options) {
      return broken(super.open(provider, url, options));
    }
  }

  static final class Cursor extends Chapters.Cursor {
    @Override
    protected EventStore open(String url, StoreOptions options) {
      return broken(super.open(url, options));
    }

    @Override
    protected EventStore open(StorageProvider provider, String url, StoreOptions options) {
      return broken(super.open(provider, url, options));
    }
  }

  static final class Lifecycle extends Chapters.Lifecycle {
    @Override
    protected EventStore open(String url, StoreOptions options) {
      return broken(super.open(url, options));
    }

    @Override
    protected EventStore open(StorageProvider provider, String url, StoreOptions options) {
      return broken(super.open(provider, url, options));
    }
  }

  static final class Failure extends Chapters.Failure {
    @Override
    protected EventStore open(String url, StoreOptions options) {
      return broken(super.open(url, options));
    }

    @Override
    protected EventStore open(StorageProvider provider, String url, StoreOptions options) {
      return broken(super.open(provider, url, options));
    }
  }

  static final class Resume extends Chapters.Resume {
    @Override
    protected EventStore open(String url, StoreOptions options) {
      return broken(super.open(url, options));
    }

    @Override
    protected EventStore open(StorageProvider provider, String url, StoreOptions options) {
      return broken(super.open(provider, url, options));
    }
  }

  static final class BoundedWatch extends Chapters.BoundedWatch {
    @Override
    protected EventStore open(String url, StoreOptions options) {
      return broken(super.open(url, options));
    }

    @Override
    protected EventStore open(StorageProvider provider, String url, StoreOptions options) {
      return broken(super.open(provider, url, options));
    }
  }
}
