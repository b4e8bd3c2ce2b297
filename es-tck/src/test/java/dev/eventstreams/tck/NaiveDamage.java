package dev.eventstreams.tck;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.EventFilter;
import dev.eventstreams.StorageException;
import dev.eventstreams.core.adapter.CanonicalJson;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import java.util.Collection;
import java.util.List;

/** The behaviour of a naive store at metadata that it cannot parse. */
final class NaiveDamage {

  private NaiveDamage() {}

  static Page page(NaiveFlaw flaw, NaiveState state, PageRequest request) {
    if (flaw == NaiveFlaw.FAILS_FILTERS && !request.filter().equals(EventFilter.all())) {
      requireNone(state);
    }
    Page page = state.page(request);
    List<EventRecord> events = page.records();
    return switch (flaw) {
      case INVENTS_METADATA ->
        with(
            page,
            events.stream()
                .map(e -> isDamaged(e) ? Altered.metadata(e, "{}") : e)
                .toList());
      case DROPS_DAMAGED ->
        with(page, events.stream().filter(e -> !isDamaged(e)).toList());
      case FAILS_PAGES -> {
        events.forEach(NaiveDamage::requireSound);
        yield page;
      }
      default -> page;
    };
  }

  private static Page with(Page page, List<EventRecord> events) {
    return new Page(events, page.scannedTo(), page.more());
  }

  static void requireNone(NaiveState state, Collection<AppendCondition> conditions) {
    if (!conditions.isEmpty()) {
      requireNone(state);
    }
  }

  private static void requireNone(NaiveState state) {
    state.page(Broken.allOf(null, 0)).records().forEach(NaiveDamage::requireSound);
  }

  private static void requireSound(EventRecord event) {
    if (isDamaged(event)) {
      throw new StorageException(
          "position " + event.position() + " of " + event.streamId() + " is damaged", null);
    }
  }

  private static boolean isDamaged(EventRecord event) {
    try {
      return CanonicalJson.read(event.metadata()).size() < 0;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }
}
