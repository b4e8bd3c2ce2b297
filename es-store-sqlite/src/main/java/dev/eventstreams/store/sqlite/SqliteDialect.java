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
 * Filters in SQLite's words.
 *
 * <p>Metadata is compared as canonical JSON text: {@code ->} gives the text that was stored, whereas {@code json_extract} makes
 * {@code true} equal 1 and {@code [5]} equal "[5]". Before that, {@code instr} looks for the text that a match must contain
 * ({@code "tier":"gold"}), which is many times cheaper than to parse. The bound of a range is read by SQLite from its text, as what is compared with
 * it is: some versions read the last digit of a decimal number otherwise than Java does.
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
    return keyIn(field, keysIn(field, values));
  }

  @Override
  public Where textLike(Attribute field, LikePattern pattern) {
    List<Long> keys = keysLike(field, pattern);
    if (keys != null) {
      return keyIn(field, keys);
    }
    String name = field == Attribute.STREAM_ID
        ? "(SELECT streams.id FROM streams WHERE streams.key = events.stream)"
        : "(SELECT types.name FROM types WHERE types.key = events.type)";
    return new Where(name + " GLOB ?", Glob.of(pattern));
  }

  /** Returns the numbers of the names that are there. */
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
    return field == Attribute.STREAM_ID ? streams : types;
  }

  private static Where keyIn(Attribute field, List<Long> keys) {
    String column = field == Attribute.STREAM_ID ? "events.stream" : "events.type";
    return switch (keys.size()) {
      case 0 -> Where.never();
      case 1 -> new Where(column + " = ?", keys.get(0));
      default ->
        new Where(column + " IN (SELECT value FROM json_each(?))", CanonicalJson.write(keys));
    };
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
  public Where metadataRange(List<String> keys, RangeClause.Operator operator, Number bound) {
    return new Where(
        guarded("json_type(events.metadata, ?) IN ('integer', 'real') AND (events.metadata ->> ?) "
            + operator.symbol() + " (? ->> '$')"),
        member(keys),
        path(keys),
        path(keys),
        CanonicalJson.write(bound));
  }

  // CASE alone keeps this order. Damaged metadata matches nothing, and must not fail the statement;
  // what SQLite takes beyond JSON, such as keys without quotes, is damage too.
  private static String guarded(String condition) {
    return "(CASE WHEN instr(events.metadata, ?) AND json_valid(events.metadata) THEN " + condition
        + " ELSE 0 END)";
  }

  // The text with which the value's member begins, wherever it is.
  private static String member(List<String> keys) {
    return CanonicalJson.write(keys.get(keys.size() - 1)) + ":";
  }

  // Each key quoted and escaped as in JSON, which SQLite unescapes before it compares; so every key
  // is only a key.
  private static String path(List<String> keys) {
    StringBuilder path = new StringBuilder("$");
    for (String key : keys) {
      path.append('.').append(CanonicalJson.write(key));
    }
    return path.toString();
  }
}
