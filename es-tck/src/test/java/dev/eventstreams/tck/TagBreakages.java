package dev.eventstreams.tck;

import dev.eventstreams.AnyOf;
import dev.eventstreams.EventFilter;
import dev.eventstreams.FilterClause;
import dev.eventstreams.TagClause;
import dev.eventstreams.core.adapter.RecordFilter;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamWrite;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What goes wrong with tags. */
final class TagBreakages {

  // They select in memory what the sound store has, so they look at every event as well.
  private static final String COST = "threeMatchesCostTheSameHoweverManyEventsThereAre";

  private TagBreakages() {}

  static List<Breakage> all() {
    return List.of(
        breakage("A16", "loses tags", storage -> showing(storage, tags -> List.of()))
            .alsoFailing("takes32TagsAndRefusesWhatExceedsALimit"),
        breakage(
                "A16",
                "keeps the first tag alone",
                storage -> appending(storage, TagBreakages::first))
            .alsoFailing(
                "eachTagOfAnEventFindsIt",
                "pagesThroughManyEventsOfATag",
                "takes32TagsAndRefusesWhatExceedsALimit",
                "watchesHistoryAndLiveEventsByTag"),
        breakage("A16", "splits tags at commas", storage -> showing(storage, TagBreakages::split)),
        breakage(
                "A9",
                "cuts tags at 255 UTF-16 units",
                storage -> appending(storage, TagBreakages::cut))
            .alsoFailing("aTagIsFoundByEveryCharacter", "returnsHostileTagsUnchanged"),
        breakage(
                "A15",
                "finds tags in any case",
                storage -> finding(storage, tag -> tag.toLowerCase(Locale.ROOT)))
            .alsoFailing(COST),
        breakage(
                "A15",
                "finds tags without spaces around them",
                storage -> finding(storage, String::strip))
            .alsoFailing(COST),
        breakage("F1", "finds an event by its first tag alone", TagBreakages::byFirst)
            .alsoFailing(COST, "pagesThroughManyEventsOfATag"),
        breakage("F8", "looks at every event for a tag", TagBreakages::scanning),
        breakage("R5", "ends after the first page of a tag", TagBreakages::onePage));
  }

  private static Breakage breakage(String rule, String how, UnaryOperator<StorageHandle> storage) {
    return Breakage.ofStorage(rule, how, Chapters.Tags.class, storage);
  }

  private static StorageHandle showing(StorageHandle sound, UnaryOperator<List<String>> change) {
    return Broken.showing(sound, event -> Altered.tags(event, change.apply(event.tags())));
  }

  private static StorageHandle appending(StorageHandle sound, UnaryOperator<List<String>> change) {
    return Broken.appending(sound, request -> tags(request, change));
  }

  private static AppendRequest tags(AppendRequest request, UnaryOperator<List<String>> change) {
    return Broken.writing(
        request,
        write -> new StreamWrite(
            write.streamId(),
            write.expected(),
            write.events().stream()
                .map(event -> new NewEvent(
                    event.type(),
                    event.id(),
                    event.keyed(),
                    change.apply(event.tags()),
                    event.metadata(),
                    event.data(),
                    event.format()))
                .toList()));
  }

  private static List<String> first(List<String> tags) {
    return tags.isEmpty() ? tags : tags.subList(0, 1);
  }

  private static List<String> split(List<String> tags) {
    return tags.stream()
        .flatMap(tag -> Stream.of(tag.split(",", -1)))
        .distinct()
        .toList();
  }

  private static List<String> cut(List<String> tags) {
    return tags.stream()
        .map(tag -> tag.substring(0, Math.min(255, tag.length())))
        .distinct()
        .toList();
  }

  /** Returns storage whose tags are compared as the operator changes them. */
  private static StorageHandle finding(StorageHandle sound, UnaryOperator<String> compared) {
    return Broken.selecting(
        sound,
        (filter, event) -> RecordFilter.of(changed(filter, compared))
            .test(Altered.tags(event, event.tags().stream().map(compared).toList())));
  }

  private static EventFilter changed(EventFilter filter, UnaryOperator<String> compared) {
    return new EventFilter(
        filter.clauses().stream().map(clause -> changed(clause, compared)).toList());
  }

  private static FilterClause changed(FilterClause clause, UnaryOperator<String> compared) {
    if (clause instanceof TagClause tag) {
      return new TagClause(compared.apply(tag.tag()));
    }
    return clause instanceof AnyOf any
        ? new AnyOf(
            any.filters().stream().map(filter -> changed(filter, compared)).toList())
        : clause;
  }

  private static StorageHandle byFirst(StorageHandle sound) {
    return Broken.selecting(
        sound,
        (filter, event) -> RecordFilter.of(filter).test(Altered.tags(event, first(event.tags()))));
  }

  private static StorageHandle scanning(StorageHandle sound) {
    return Broken.selecting(sound, (filter, event) -> RecordFilter.of(filter).test(event));
  }

  private static StorageHandle onePage(StorageHandle sound) {
    return new BrokenHandle(sound) {
      @Override
      public dev.eventstreams.spi.Page read(dev.eventstreams.spi.PageRequest request) {
        dev.eventstreams.spi.Page page = super.read(request);
        boolean ofTag = request.filter().clauses().stream().anyMatch(TagClause.class::isInstance);
        List<EventRecord> records = page.records();
        return ofTag && !records.isEmpty()
            ? new dev.eventstreams.spi.Page(records, page.scannedTo(), false)
            : page;
      }
    };
  }
}
