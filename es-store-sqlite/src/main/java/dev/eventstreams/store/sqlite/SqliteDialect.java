package dev.eventstreams.store.sqlite;

import dev.eventstreams.EventField.Attribute;
import dev.eventstreams.RangeClause;
import dev.eventstreams.core.adapter.CanonicalJson;
import dev.eventstreams.core.adapter.LikePattern;
import dev.eventstreams.core.adapter.SqlDialect;
import dev.eventstreams.core.adapter.Where;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Translates filters into SQLite's SQL.
 *
 * <p>Metadata is compared as canonical JSON text: {@code ->} returns the stored text, whereas
 * {@code json_extract} makes {@code true} equal 1 and {@code [5]} equal "[5]". Before that,
 * {@code instr} searches for the text that a match must contain ({@code "tier":"gold"}), which is
 * many times cheaper than parsing. SQLite parses the bound of a range from its text, as it parses
 * the metadata, because some versions of SQLite parse the last digit of a decimal number
 * differently from Java.
 */
final class SqliteDialect implements SqlDialect {

  private final NameMatch streams;
  private final NameMatch types;

  SqliteDialect(NameMatch streams, NameMatch types) {
    this.streams = streams;
    this.types = types;
  }

  @Override
  public Where numberIn(Attribute field, List<Long> values) {
    String marks = String.join(", ", Collections.nCopies(values.size(), "?"));
    return new Where(number(field) + " IN (" + marks + ")", List.<Object>copyOf(values));
  }

  @Override
  public Where numberRange(Attribute field, RangeClause.Operator operator, Number bound) {
    return new Where(number(field) + " " + operator.symbol() + " ?", bound);
  }

  private static String number(Attribute field) {
    return "events." + field.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Where textIn(Attribute field, List<String> values) {
    if (field == Attribute.ID) {
      return values.size() == 1
          ? new Where("events.id = ?", values.get(0))
          : new Where("events.id IN (SELECT value FROM json_each(?))", CanonicalJson.write(values));
    }
    return keyIn(field, keysIn(field, values));
  }

  @Override
  public Where textRange(Attribute field, RangeClause.Operator operator, String bound) {
    return new Where(text(field) + " " + operator.symbol() + " ?", bound);
  }

  @Override
  public Where textLike(Attribute field, LikePattern pattern) {
    List<Long> keys = field == Attribute.ID ? null : keysLike(field, pattern);
    if (keys != null) {
      return keyIn(field, keys);
    }
    return new Where(text(field) + " GLOB ?", Glob.of(pattern));
  }

  private static String text(Attribute field) {
    return switch (field) {
      case ID -> "events.id";
      case STREAM -> "(SELECT streams.id FROM streams WHERE streams.key = events.stream)";
      case TYPE -> "(SELECT types.name FROM types WHERE types.key = events.type)";
      default -> throw new IllegalArgumentException(field + " is not text");
    };
  }

  /** Returns the numbers of those names that exist. */
  List<Long> keysIn(Attribute field, List<String> values) {
    try {
      return names(field).in(values);
    } catch (SQLException e) {
      throw new UncheckedSqlException(e);
    }
  }

  /** Returns the numbers of the names that match, or null if they are not listed. */
  @Nullable List<Long> keysLike(Attribute field, LikePattern pattern) {
    try {
      return names(field).like(pattern);
    } catch (SQLException e) {
      throw new UncheckedSqlException(e);
    }
  }

  private NameMatch names(Attribute field) {
    return field == Attribute.STREAM ? streams : types;
  }

  private static Where keyIn(Attribute field, List<Long> keys) {
    String column = field == Attribute.STREAM ? "events.stream" : "events.type";
    return switch (keys.size()) {
      case 0 -> Where.never();
      case 1 -> new Where(column + " = ?", keys.get(0));
      default ->
        new Where(column + " IN (SELECT value FROM json_each(?))", CanonicalJson.write(keys));
    };
  }

  // The second search alone would decide. The first one rejects most events without building a
  // text.
  @Override
  public Where tag(String tag) {
    return new Where(
        "(instr(events.tags, ?) AND instr('\t' || events.tags || '\t', ?))",
        tag,
        Tags.SEPARATOR + tag + Tags.SEPARATOR);
  }

  @Override
  public Where metadataIn(List<String> keys, List<String> values) {
    if (values.size() == 1) {
      return new Where(
          guarded("(events.metadata -> ?) = ?"),
          member(keys) + values.get(0),
          path(keys),
          values.get(0));
    }
    return new Where(
        guarded("(events.metadata -> ?) IN (SELECT value FROM json_each(?))"),
        member(keys),
        path(keys),
        CanonicalJson.write(values));
  }

  @Override
  public Where metadataLike(List<String> keys, LikePattern pattern) {
    String prefix = CanonicalJson.write(pattern.prefix());
    return new Where(
        guarded("json_type(events.metadata, ?) = 'text' AND (events.metadata ->> ?) GLOB ?"),
        member(keys) + prefix.substring(0, prefix.length() - 1),
        path(keys),
        path(keys),
        Glob.of(pattern));
  }

  @Override
  public Where metadataTextRange(List<String> keys, RangeClause.Operator operator, String bound) {
    return new Where(
        guarded("json_type(events.metadata, ?) = 'text' AND (events.metadata ->> ?) "
            + operator.symbol() + " ?"),
        member(keys),
        path(keys),
        path(keys),
        bound);
  }

  @Override
  public Where metadataRange(List<String> keys, RangeClause.Operator operator, Number bound) {
    return new Where(
        guarded("json_type(events.metadata, ?) IN ('integer', 'real') AND (events.metadata ->> ?) "
            + operator.symbol() + " (? ->> '$')"),
        member(keys),
        path(keys),
        path(keys),
        CanonicalJson.write(bound));
  }

  // Only CASE guarantees this order. Damaged metadata matches nothing, and must not make the
  // statement fail. Text that SQLite accepts beyond JSON, such as keys without quotes, counts as
  // damage too.
  private static String guarded(String condition) {
    return "(CASE WHEN instr(events.metadata, ?) AND json_valid(events.metadata) THEN " + condition
        + " ELSE 0 END)";
  }

  // Returns the text with which the value's member begins, at any depth.
  private static String member(List<String> keys) {
    return CanonicalJson.write(keys.get(keys.size() - 1)) + ":";
  }

  // Each key is quoted and escaped as in JSON, and SQLite unescapes it before it compares. So no
  // key is read as path syntax.
  private static String path(List<String> keys) {
    StringBuilder path = new StringBuilder("$");
    for (String key : keys) {
      path.append('.').append(CanonicalJson.write(key));
    }
    return path.toString();
  }
}
