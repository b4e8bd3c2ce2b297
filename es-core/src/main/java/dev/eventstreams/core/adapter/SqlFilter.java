package dev.eventstreams.core.adapter;

import dev.eventstreams.AnyOf;
import dev.eventstreams.EqualsClause;
import dev.eventstreams.EventField;
import dev.eventstreams.EventField.Attribute;
import dev.eventstreams.EventField.MetadataPath;
import dev.eventstreams.EventFilter;
import dev.eventstreams.FilterClause;
import dev.eventstreams.InClause;
import dev.eventstreams.LikeClause;
import dev.eventstreams.RangeClause;
import dev.eventstreams.TagClause;
import java.time.Instant;
import java.util.List;

/**
 * Translates a filter to an SQL condition, with the meaning that {@link RecordFilter} defines
 * (F1–F4). Every value is a bound argument; no value is part of the text (F6).
 */
public final class SqlFilter {

  private final SqlDialect dialect;

  private SqlFilter(SqlDialect dialect) {
    this.dialect = dialect;
  }

  /** Returns the condition that an event matches the filter. */
  public static Where of(EventFilter filter, SqlDialect dialect) {
    return new SqlFilter(dialect).all(filter);
  }

  private Where all(EventFilter filter) {
    return Where.all(filter.clauses().stream().map(this::clause).toList());
  }

  private Where clause(FilterClause clause) {
    if (clause instanceof EqualsClause equals) {
      return in(equals.field(), List.of(equals.value()));
    }
    if (clause instanceof InClause in) {
      return in(in.field(), in.values());
    }
    if (clause instanceof LikeClause like) {
      LikePattern pattern = new LikePattern(like.pattern());
      return like.field() instanceof MetadataPath path
          ? dialect.metadataLike(path.keys(), pattern)
          : dialect.textLike((Attribute) like.field(), pattern);
    }
    if (clause instanceof RangeClause range) {
      return range(range);
    }
    if (clause instanceof TagClause tag) {
      return dialect.tag(tag.tag());
    }
    if (clause instanceof AnyOf any) {
      return Where.any(any.filters().stream().map(this::all).toList());
    }
    throw new IllegalArgumentException("unknown clause " + clause);
  }

  private Where in(EventField field, List<Object> values) {
    if (field instanceof MetadataPath path) {
      return dialect.metadataIn(
          path.keys(), values.stream().map(CanonicalJson::write).toList());
    }
    Attribute attribute = (Attribute) field;
    if (attribute.isText()) {
      return dialect.textIn(attribute, values.stream().map(String.class::cast).toList());
    }
    return dialect.numberIn(
        attribute, values.stream().map(SqlFilter::number).map(Long.class::cast).toList());
  }

  private Where range(RangeClause range) {
    if (range.value() instanceof String text) {
      return range.field() instanceof MetadataPath path
          ? dialect.metadataTextRange(path.keys(), range.operator(), text)
          : dialect.textRange((Attribute) range.field(), range.operator(), text);
    }
    Number bound = number(range.value());
    return range.field() instanceof MetadataPath path
        ? dialect.metadataRange(path.keys(), range.operator(), bound)
        : dialect.numberRange((Attribute) range.field(), range.operator(), bound);
  }

  private static Number number(Object value) {
    return value instanceof Instant instant ? (Number) Micros.of(instant) : (Number) value;
  }
}
