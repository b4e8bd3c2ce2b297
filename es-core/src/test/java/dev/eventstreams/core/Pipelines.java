package dev.eventstreams.core;

import dev.eventstreams.AppendResult;
import dev.eventstreams.Bytes;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamWrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Makes pipelines over a test's backend, the appends for them, and the backend's answers. */
final class Pipelines {

  private Pipelines() {}

  /** The backend's answer to a group. */
  interface Backend {
    GroupOutcome append(List<AppendRequest> group) throws Exception;
  }

  static AppendPipeline pipeline(Backend backend, Executor executor) {
    StorageHandle handle = FakeHandle.of((method, arguments) -> {
      if (!method.equals("append")) {
        return null;
      }
      @SuppressWarnings("unchecked")
      List<AppendRequest> group = (List<AppendRequest>) arguments[0];
      return backend.append(group);
    });
    GuardedStorage storage = new GuardedStorage(handle);
    WatchHub hub = new WatchHub(storage, Duration.ofHours(1));
    return new AppendPipeline(new GroupCommit(storage, hub), executor);
  }

  /** Writes the group; each append becomes the next version of a stream. */
  static GroupOutcome write(List<AppendRequest> group, AtomicLong written) {
    List<AppendOutcome> outcomes = new ArrayList<>();
    for (AppendRequest request : group) {
      request
          .writes()
          .forEach(write -> write.events().forEach(event -> event.data().resolve()));
      long version = written.incrementAndGet();
      outcomes.add(new AppendOutcome.Done(new AppendResult(Map.of("s", version), List.of())));
    }
    return new GroupOutcome(0, List.of(), outcomes);
  }

  static AppendEncoder.Encoded append(Bytes data, long bytes, @Nullable SealingTasks sealing) {
    NewEvent event = new NewEvent("T", "id", false, List.of(), "{}", data, 0);
    StreamWrite write = new StreamWrite("s", ExpectedVersion.any(), List.of(event));
    return new AppendEncoder.Encoded(new AppendRequest(List.of(write), List.of()), bytes, sealing);
  }

  /** Returns an append that claims to need so many bytes. */
  static AppendEncoder.Encoded append(long bytes) {
    return append(Bytes.utf8("x"), bytes, null);
  }
}
