package dev.eventstreams.core.adapter;

import dev.eventstreams.AnyOf;
import dev.eventstreams.EventFilter;
import dev.eventstreams.FilterClause;
import dev.eventstreams.TagClause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The tags through which a backend finds all events of a filter (F8).
 *
 * <p>{@code type("A").and(tag("x")).and(anyOf(tag("y"), tag("z")))} has two answers: each matching event has the tag {@code x},
 * and each has {@code y} or {@code z}. A backend takes the one with the fewest events and judges these by the whole filter.
 */
public final class RequiredTags {

  private RequiredTags() {}

  /**
   * Returns sets of tags: every event that matches the filter has at least one tag of each set. Empty if the filter also
   * selects events without tags.
   */
  public static List<Set<String>> of(EventFilter filter) {
    List<Set<String>> required = new ArrayList<>();
    for (FilterClause clause : filter.clauses()) {
      if (clause instanceof TagClause tag) {
        required.add(Set.of(tag.tag()));
      } else if (clause instanceof AnyOf any) {
        Set<String> tags = ofAny(any);
        if (!tags.isEmpty()) {
          required.add(tags);
        }
      }
    }
    return required;
  }

  // Of each alternative the smallest set; empty if one alternative requires no tag.
  private static Set<String> ofAny(AnyOf any) {
    Set<String> tags = new LinkedHashSet<>();
    for (EventFilter filter : any.filters()) {
      List<Set<String>> sets = of(filter);
      if (sets.isEmpty()) {
        return Set.of();
      }
      tags.addAll(sets.stream().min(Comparator.comparingInt(Set::size)).orElseThrow());
    }
    return tags;
  }
}
