package dev.eventstreams.store.postgres;

import dev.eventstreams.EventField.Attribute;
import dev.eventstreams.RangeClause;
import dev.eventstreams.core.adapter.CanonicalJson;
import dev.eventstreams.core.adapter.LikePattern;
import dev.eventstreams.core.adapter.SqlDialect;
import dev.eventstreams.core.adapter.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Conditions on the columns of {@code events}.
 *
 * <p>Metadata is read as jsonb, whose numbers compare by value, exactly. Its operator {@code ->} with a text descends objects
 * alone. To parse it costs far more than to look whether the text of the wanted member is in it at all, so that comes first.
 */
final class PostgresDialect implements SqlDialect {

  static final PostgresDialect INSTANCE = new PostgresDialect();

  private PostgresDialect() {}

  @Override
  public String number(Attribute field) {
    return "events.\"" + field.name().toLowerCase(Locale.ROOT) + "\"";
  }

  // "IS TRUE" keeps the planner from making a join of it, which would find events in another order.
  @Override
  public Where textIn(Attribute field, List<String> values) {
    String names = field == Attribute.STREAM_ID
        ? "SELECT key FROM {schema}.streams WHERE id"
        : "SELECT key FROM {schema}.types WHERE name";
    return values.size() == 1
        ? new Where(column(field) + " = (" + names + " = ?)", values.get(0))
        : new Where("(" + column(field) + " IN (" + names + " = ANY (?::text[]))) IS TRUE", (Object)
            values.toArray(String[]::new));
  }

  @Override
  public Where textLike(Attribute field, LikePattern pattern) {
    return field == Attribute.STREAM_ID
        ? new Where(
            "(SELECT id FROM {schema}.streams WHERE key = events.stream) LIKE ?", like(pattern))
        : new Where(
            "(events.type IN (SELECT key FROM {schema}.types WHERE name LIKE ?)) IS TRUE",
            like(pattern));
  }

  /** Returns the condition that the stream or type has one of these numbers. */
  static Where keyIn(Attribute field, List<Long> keys) {
    return switch (keys.size()) {
      case 0 -> Where.never();
      case 1 -> new Where(column(field) + " = ?", keys.get(0));
      default ->
        new Where(
            "(" + column(field) + " IN (SELECT unnest(?::int8[]))) IS TRUE", (Object) array(keys));
    };
  }

  static long[] array(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  static String column(Attribute field) {
    return field == Attribute.STREAM_ID ? "events.stream" : "events.type";
  }

  @Override
  public Where metadataIn(List<String> keys, List<String> values) {
    List<Object> arguments = new ArrayList<>();
    if (values.size() == 1) {
      arguments.add(member(keys) + values.get(0));
      arguments.addAll(keys);
      arguments.add(values.get(0));
      return new Where("(" + CONTAINS + " AND " + value(keys) + " = ?::text::jsonb)", arguments);
    }
    arguments.add(member(keys));
    arguments.addAll(keys);
    arguments.add(values.toArray(String[]::new));
    return new Where(
        "(" + CONTAINS + " AND " + value(keys) + " = ANY (?::text[]::jsonb[]))", arguments);
  }

  @Override
  public Where metadataLike(List<String> keys, LikePattern pattern) {
    String prefix = CanonicalJson.write(pattern.prefix());
    List<Object> arguments = new ArrayList<>();
    arguments.add(member(keys) + prefix.substring(0, prefix.length() - 1));
    arguments.addAll(keys);
    arguments.addAll(keys);
    arguments.add(like(pattern));
    return new Where(
        "(" + CONTAINS + " AND jsonb_typeof(" + value(keys) + ") = 'string' AND (" + value(keys)
            + " #>> '{}') COLLATE \"C\" LIKE ?)",
        arguments);
  }

  @Override
  public Where metadataRange(List<String> keys, RangeClause.Operator operator, Number bound) {
    List<Object> arguments = new ArrayList<>();
    arguments.add(member(keys));
    arguments.addAll(keys);
    arguments.addAll(keys);
    arguments.add(CanonicalJson.write(bound));
    return new Where(
        "(" + CONTAINS + " AND CASE jsonb_typeof(" + value(keys) + ") WHEN 'number' THEN ("
            + value(keys) + ")::numeric " + operator.symbol() + " ?::text::numeric ELSE false END)",
        arguments);
  }

  private static final String CONTAINS = "strpos(events.metadata, ?::text) > 0";

  private static String value(List<String> keys) {
    return "(events.metadata::jsonb" + " -> ?::text".repeat(keys.size()) + ")";
  }

  // The text with which the value's member begins, wherever it is.
  private static String member(List<String> keys) {
    return CanonicalJson.write(keys.get(keys.size() - 1)) + ":";
  }

  /** Returns the pattern in the language of LIKE. */
  static String like(LikePattern pattern) {
    StringBuilder like = new StringBuilder();
    for (int token : pattern.tokens()) {
      switch (token) {
        case LikePattern.ANY_RUN -> like.append('%');
        case LikePattern.ANY_ONE -> like.append('_');
        case '%', '_', '\\' -> like.append('\\').appendCodePoint(token);
        default -> like.appendCodePoint(token);
      }
    }
    return like.toString();
  }
}
