package dev.eventstreams.core.adapter;

import java.util.ArrayList;
import java.util.List;

/**
 * An SQL condition and the arguments of its {@code ?} placeholders, in order. Values are never part
 * of the text.
 *
 * @param sql a boolean expression that is valid anywhere in a WHERE clause
 * @param arguments one for each {@code ?}
 */
public record Where(String sql, List<Object> arguments) {

  private static final Where TRUE = new Where("true");
  private static final Where FALSE = new Where("false");

  /** Copies the arguments. */
  public Where {
    arguments = List.copyOf(arguments);
  }

  /** Makes a condition from its text and its arguments. */
  public Where(String sql, Object... arguments) {
    this(sql, List.of(arguments));
  }

  /** Returns the condition that always holds. */
  public static Where always() {
    return TRUE;
  }

  /** Returns the condition that never holds. */
  public static Where never() {
    return FALSE;
  }

  /** Returns the condition that all the given conditions hold. */
  public static Where all(List<Where> conditions) {
    return joined(conditions, " AND ", TRUE);
  }

  /** Returns the condition that at least one of the given conditions holds. */
  public static Where any(List<Where> conditions) {
    return joined(conditions, " OR ", FALSE);
  }

  // Builds a balanced tree: databases limit how deep an expression nests, and a chain of a thousand
  // ANDs nests a thousand deep.
  private static Where joined(List<Where> conditions, String operator, Where ofNone) {
    if (conditions.size() < 2) {
      return conditions.isEmpty() ? ofNone : conditions.get(0);
    }
    StringBuilder sql = new StringBuilder();
    List<Object> arguments = new ArrayList<>();
    join(conditions, operator, sql, arguments);
    return new Where(sql.toString(), arguments);
  }

  private static void join(
      List<Where> conditions, String operator, StringBuilder sql, List<Object> arguments) {
    if (conditions.size() == 1) {
      sql.append(conditions.get(0).sql());
      arguments.addAll(conditions.get(0).arguments());
      return;
    }
    int half = conditions.size() / 2;
    sql.append('(');
    join(conditions.subList(0, half), operator, sql, arguments);
    sql.append(operator);
    join(conditions.subList(half, conditions.size()), operator, sql, arguments);
    sql.append(')');
  }
}
