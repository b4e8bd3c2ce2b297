package dev.eventstreams.tck;

import dev.eventstreams.AppendResult;
import dev.eventstreams.AppendedEvent;
import dev.eventstreams.EventFilter;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Common ways to break storage. */
final class Broken {

  private Broken() {}

  /** Returns storage that shows changed records. */
  static StorageHandle showing(StorageHandle sound, UnaryOperator<EventRecord> change) {
    return new BrokenHandle(sound) {
      @Override
      public Page read(PageRequest request) {
        Page page = super.read(request);
        List<EventRecord> changed = page.records().stream().map(change).toList();
        return new Page(changed, page.scannedTo(), page.more());
      }
    };
  }

  /** Returns storage that reads changed page requests. */
  static StorageHandle asking(StorageHandle sound, UnaryOperator<PageRequest> change) {
    return new BrokenHandle(sound) {
      @Override
      public Page read(PageRequest request) {
        return super.read(change.apply(request));
      }
    };
  }

  /** Returns storage that appends changed requests. */
  static StorageHandle appending(StorageHandle sound, UnaryOperator<AppendRequest> change) {
    return new BrokenHandle(sound) {
      @Override
      public GroupOutcome append(List<AppendRequest> group) {
        return super.append(group.stream().map(change).toList());
      }
    };
  }

  /** Returns storage that answers appends with changed events. */
  static StorageHandle answering(StorageHandle sound, UnaryOperator<AppendedEvent> change) {
    return new BrokenHandle(sound) {
      @Override
      public GroupOutcome append(List<AppendRequest> group) {
        GroupOutcome outcome = super.append(group);
        List<AppendOutcome> answers = new ArrayList<>();
        for (AppendOutcome answer : outcome.outcomes()) {
          answers.add(answer instanceof AppendOutcome.Done done ? answer(done, change) : answer);
        }
        return new GroupOutcome(outcome.headBefore(), outcome.written(), answers);
      }
    };
  }

  private static AppendOutcome answer(
      AppendOutcome.Done done, UnaryOperator<AppendedEvent> change) {
    List<AppendedEvent> events = done.result().events().stream().map(change).toList();
    return new AppendOutcome.Done(new AppendResult(done.result().versions(), events));
  }

  /**
   * Returns storage whose reads select the records that the predicate accepts, instead of the
   * filter.
   */
  static StorageHandle selecting(
      StorageHandle sound, BiPredicate<EventFilter, EventRecord> matches) {
    return new BrokenHandle(sound) {
      @Override
      public Page read(PageRequest request) {
        EventFilter filter = request.filter();
        Page all = super.read(with(request, EventFilter.all(), Integer.MAX_VALUE, Long.MAX_VALUE));
        List<EventRecord> matching = all.records().stream()
            .filter(record -> matches.test(filter, record))
            .toList();
        if (matching.size() <= request.maxEvents()) {
          return new Page(matching, all.scannedTo(), false);
        }
        List<EventRecord> first = matching.subList(0, request.maxEvents());
        EventRecord last = first.get(first.size() - 1);
        return new Page(first, request.stream() == null ? last.position() : last.version(), true);
      }
    };
  }

  static PageRequest with(PageRequest request, EventFilter filter, int maxEvents, long maxBytes) {
    return new PageRequest(
        request.stream(),
        request.after(),
        request.upTo(),
        request.backwards(),
        filter,
        maxEvents,
        maxBytes);
  }

  static PageRequest between(PageRequest request, long after, long upTo) {
    return new PageRequest(
        request.stream(),
        after,
        upTo,
        request.backwards(),
        request.filter(),
        request.maxEvents(),
        request.maxBytes());
  }

  static PageRequest ofStream(PageRequest request, String stream) {
    return new PageRequest(
        stream,
        request.after(),
        request.upTo(),
        request.backwards(),
        request.filter(),
        request.maxEvents(),
        request.maxBytes());
  }

  static PageRequest allOf(@Nullable String stream, long after) {
    return new PageRequest(stream, after, Long.MAX_VALUE, false, EventFilter.all(), 1_000, 1 << 20);
  }

  /** Returns the request with each of its writes changed. */
  static AppendRequest writing(AppendRequest request, UnaryOperator<StreamWrite> change) {
    return new AppendRequest(request.writes().stream().map(change).toList(), request.conditions());
  }
}
