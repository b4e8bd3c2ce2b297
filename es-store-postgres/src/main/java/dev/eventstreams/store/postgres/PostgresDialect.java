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
 * <p>Metadata is read as jsonb, whose numbers compare by value, exactly. The operator {@code ->}
 * with a text descends into objects only. Parsing metadata costs far more than a search for the
 * text of the wanted member in it, so the search comes first.
 */
final class PostgresDialect implements SqlDialect {

  static final PostgresDialect INSTANCE = new PostgresDialect();

  private PostgresDialect() {}

  @Override
  public Where numberIn(Attribute field, List<Long> values) {
    return new Where(number(field) + " {=} ANY (?::pg_catalog.int8[])", (Object) array(values));
  }

  @Override
  public Where numberRange(Attribute field, RangeClause.Operator operator, Number bound) {
    return new Where(number(field) + qualified(operator) + "?", bound);
  }

  private static String number(Attribute field) {
    return "events.\"" + field.name().toLowerCase(Locale.ROOT) + "\"";
  }

  private static String qualified(RangeClause.Operator operator) {
    return " {" + operator.symbol() + "} ";
  }

  @Override
  public Where textIn(Attribute field, List<String> values) {
    if (field == Attribute.ID) {
      return values.size() == 1
          ? new Where("events.id {=} ?", values.get(0))
          : new Where("(events.id {=} ANY (?::pg_catalog.text[])) IS TRUE", (Object)
              values.toArray(String[]::new));
    }
    String names = field == Attribute.STREAM
        ? "SELECT key FROM {schema}.streams WHERE id {=} "
        : "SELECT key FROM {schema}.types WHERE name {=} ";
    return values.size() == 1
        ? new Where(column(field) + " {=} (" + names + "?)", values.get(0))
        : isAnyOf(field, names + "ANY (?::pg_catalog.text[])", values.toArray(String[]::new));
  }

  @Override
  public Where textRange(Attribute field, RangeClause.Operator operator, String bound) {
    return new Where(text(field) + qualified(operator) + "?", bound);
  }

  private static String text(Attribute field) {
    return switch (field) {
      case ID -> "events.id";
      case STREAM -> "(SELECT id FROM {schema}.streams WHERE key {=} events.stream)";
      case TYPE -> "(SELECT name FROM {schema}.types WHERE key {=} events.type)";
      default -> throw new IllegalArgumentException(field + " is not text");
    };
  }

  @Override
  public Where textLike(Attribute field, LikePattern pattern) {
    return field != Attribute.TYPE
        ? new Where(text(field) + " {~~} ?", like(pattern))
        : isAnyOf(field, "SELECT key FROM {schema}.types WHERE name {~~} ?", like(pattern));
  }

  @Override
  public Where tag(String tag) {
    return new Where(
        "?::pg_catalog.text {=} ANY (pg_catalog.string_to_array(events.tags, E'\\n'))", tag);
  }

  /** Returns the condition that the stream or type has one of these numbers. */
  static Where keyIn(Attribute field, List<Long> keys) {
    return switch (keys.size()) {
      case 0 -> Where.never();
      case 1 -> new Where(column(field) + " {=} ?", keys.get(0));
      default -> isAnyOf(field, "SELECT pg_catalog.unnest(?::pg_catalog.int8[])", array(keys));
    };
  }

  // "IS TRUE" keeps the planner from turning it into a join, which would find events in a different
  // order.
  private static Where isAnyOf(Attribute field, String keys, Object argument) {
    return new Where("(" + column(field) + " {=} ANY (" + keys + ")) IS TRUE", argument);
  }

  static long[] array(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  static String column(Attribute field) {
    return field == Attribute.STREAM ? "events.stream" : "events.type";
  }

  @Override
  public Where metadataIn(List<String> keys, List<String> values) {
    List<Object> arguments = new ArrayList<>();
    if (values.size() == 1) {
      arguments.add(member(keys) + values.get(0));
      arguments.addAll(keys);
      arguments.add(values.get(0));
      return new Where(
          "(" + CONTAINS + " AND " + value(keys) + " {=} ?::pg_catalog.text::pg_catalog.jsonb)",
          arguments);
    }
    arguments.add(member(keys));
    arguments.addAll(keys);
    arguments.add(values.toArray(String[]::new));
    return new Where(
        "(" + CONTAINS + " AND " + value(keys)
            + " {=} ANY (?::pg_catalog.text[]::pg_catalog.jsonb[]))",
        arguments);
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
        "(" + CONTAINS + " AND pg_catalog.jsonb_typeof(" + value(keys) + ") {=} 'string' AND ("
            + value(keys) + " {#>>} '{}') COLLATE pg_catalog.\"C\" {~~} ?)",
        arguments);
  }

  @Override
  public Where metadataTextRange(List<String> keys, RangeClause.Operator operator, String bound) {
    List<Object> arguments = new ArrayList<>();
    arguments.add(member(keys));
    arguments.addAll(keys);
    arguments.addAll(keys);
    arguments.add(bound);
    return new Where(
        "(" + CONTAINS + " AND pg_catalog.jsonb_typeof(" + value(keys) + ") {=} 'string' AND ("
            + value(keys) + " {#>>} '{}') COLLATE pg_catalog.\"C\"" + qualified(operator) + "?)",
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
        "(" + CONTAINS + " AND CASE WHEN pg_catalog.jsonb_typeof(" + value(keys)
            + ") {=} 'number' THEN ("
            + value(keys) + ")::pg_catalog.numeric" + qualified(operator)
            + "?::pg_catalog.text::pg_catalog.numeric ELSE false END)",
        arguments);
  }

  private static final String CONTAINS =
      "pg_catalog.strpos(events.metadata, ?::pg_catalog.text) {>} 0";

  private static String value(List<String> keys) {
    return "(events.metadata::pg_catalog.jsonb" + " {->} ?::pg_catalog.text".repeat(keys.size())
        + ")";
  }

  // The text with which the value's member begins, at any place in the metadata.
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
