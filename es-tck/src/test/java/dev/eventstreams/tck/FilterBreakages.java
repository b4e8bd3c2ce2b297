package dev.eventstreams.tck;

import dev.eventstreams.AnyOf;
import dev.eventstreams.EqualsClause;
import dev.eventstreams.EventField;
import dev.eventstreams.EventFilter;
import dev.eventstreams.FilterClause;
import dev.eventstreams.LikeClause;
import dev.eventstreams.RangeClause;
import dev.eventstreams.StorageException;
import dev.eventstreams.core.adapter.CanonicalJson;
import dev.eventstreams.core.adapter.LikePattern;
import dev.eventstreams.core.adapter.RecordFilter;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Breakages of filters. */
final class FilterBreakages {

  private FilterBreakages() {}

  static List<Breakage> all() {
    return List.of(
        Breakage.ofStorage(
            "F1",
            "forgets a filter where there is a bound",
            Chapters.Filter.class,
            sound -> Broken.asking(
                sound,
                request -> request.after() == 0
                    ? request
                    : Broken.with(
                        request, EventFilter.all(), request.maxEvents(), request.maxBytes()))),
        Breakage.ofStorage(
            "F1",
            "takes any of several filters for the first of them",
            Chapters.RandomFilter.class,
            sound -> Broken.asking(
                sound,
                request -> Broken.with(
                    request,
                    firstOfAny(request.filter()),
                    request.maxEvents(),
                    request.maxBytes()))),
        Breakage.ofStorage(
            "F2",
            "compares values by their text",
            Chapters.Comparison.class,
            sound -> Broken.selecting(sound, FilterBreakages::equalByText)),
        Breakage.ofStorage(
            "F3",
            "takes no notice of case in LIKE",
            Chapters.Comparison.class,
            sound -> Broken.selecting(sound, FilterBreakages::likeInAnyCase)),
        Breakage.ofStorage(
            "F4",
            "takes a missing number for 0",
            Chapters.Filter.class,
            sound -> Broken.selecting(sound, FilterBreakages::missingIsZero)),
        Breakage.ofStorage(
            "F5", "takes every clause", BrokenKits.HostileFilter.class, sound -> sound),
        Breakage.ofStorage(
            "F6", "splices paths into a query", Chapters.HostileFilter.class, SplicesPaths::new),
        Breakage.ofStorage(
            "F7",
            "filters from the start for every page",
            Chapters.Storage.class,
            FiltersFromTheStart::new),
        Breakage.ofStorage(
            "F9",
            "compares text by UTF-16 units",
            Chapters.Comparison.class,
            sound -> Broken.selecting(sound, FilterBreakages::rangeByUnits)),
        Breakage.ofStorage(
            "F10",
            "finds ids in any case",
            Chapters.Comparison.class,
            sound -> Broken.selecting(sound, FilterBreakages::idInAnyCase)));
  }

  private static boolean rangeByUnits(EventFilter filter, EventRecord event) {
    return filter.clauses().stream().allMatch(clause -> {
      if (clause instanceof RangeClause range && range.value() instanceof String bound) {
        return value(event, range.field()) instanceof String text
            && range.operator().accepts(text.compareTo(bound));
      }
      return RecordFilter.of(EventFilter.of(clause)).test(event);
    });
  }

  private static boolean idInAnyCase(EventFilter filter, EventRecord event) {
    return filter.clauses().stream().allMatch(clause -> {
      if (clause instanceof EqualsClause equals && equals.field() == EventField.Attribute.ID) {
        return event.id().equalsIgnoreCase((String) equals.value());
      }
      return RecordFilter.of(EventFilter.of(clause)).test(event);
    });
  }

  private static EventFilter firstOfAny(EventFilter filter) {
    EventFilter first = EventFilter.all();
    for (FilterClause clause : filter.clauses()) {
      first = first.and(
          clause instanceof AnyOf any ? firstOfAny(any.filters().get(0)) : EventFilter.of(clause));
    }
    return first;
  }

  private static boolean equalByText(EventFilter filter, EventRecord event) {
    return RecordFilter.of(filter).test(event)
        || (filter.clauses().size() == 1
            && filter.clauses().get(0) instanceof EqualsClause equals
            && equals.value().toString().equals(String.valueOf(value(event, equals.field()))));
  }

  private static boolean likeInAnyCase(EventFilter filter, EventRecord event) {
    return RecordFilter.of(filter).test(event)
        || (filter.clauses().size() == 1
            && filter.clauses().get(0) instanceof LikeClause like
            && value(event, like.field()) instanceof String text
            && new LikePattern(like.pattern().toLowerCase(Locale.ROOT))
                .matches(text.toLowerCase(Locale.ROOT)));
  }

  private static boolean missingIsZero(EventFilter filter, EventRecord event) {
    return RecordFilter.of(filter).test(event)
        || (filter.clauses().size() == 1
            && filter.clauses().get(0) instanceof RangeClause range
            && range.field() instanceof EventField.MetadataPath
            && event.metadata().equals("{}")
            && range.operator().accepts(Double.compare(0, ((Number) range.value()).doubleValue())));
  }

  private static @Nullable Object value(EventRecord event, EventField field) {
    if (field == EventField.Attribute.STREAM) {
      return event.streamId();
    }
    if (field == EventField.Attribute.ID) {
      return event.id();
    }
    return field instanceof EventField.MetadataPath path
        ? CanonicalJson.read(event.metadata()).get(path.keys().get(0))
        : event.type();
  }

  /** Fails at a quote in a path, as if the quote ended the path. */
  private static final class SplicesPaths extends BrokenHandle {
    SplicesPaths(StorageHandle sound) {
      super(sound);
    }

    @Override
    public Page read(PageRequest request) {
      for (FilterClause clause : request.filter().clauses()) {
        if (clause instanceof EqualsClause equals && equals.field().fieldName().contains("\"")) {
          throw new StorageException("malformed path " + equals.field().fieldName(), null);
        }
      }
      return super.read(request);
    }
  }

  /** Reads the events of all earlier pages again, and skips them. */
  private static final class FiltersFromTheStart extends BrokenHandle {
    FiltersFromTheStart(StorageHandle sound) {
      super(sound);
    }

    @Override
    public Page read(PageRequest request) {
      if (request.after() > 0) {
        Page skipped = super.read(Broken.with(
            Broken.between(request, 0, request.after()),
            request.filter(),
            Integer.MAX_VALUE,
            Long.MAX_VALUE));
        Map<String, Integer> seen = new HashMap<>();
        skipped.records().forEach(event -> seen.merge(event.metadata(), 1, Integer::sum));
      }
      return super.read(request);
    }
  }
}
