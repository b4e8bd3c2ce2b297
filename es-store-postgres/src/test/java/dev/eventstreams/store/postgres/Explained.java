package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Explains statements of the store with PostgreSQL's EXPLAIN, prepared with the argument types that
 * the driver sends.
 */
final class Explained {

  private static final Pattern BUFFERS =
      Pattern.compile("Buffers: shared(?: hit=(\\d+))?(?: read=(\\d+))?");

  private final Connection connection;
  private final PostgresSql sql;

  Explained(Connection connection, PostgresSql sql) {
    this.connection = connection;
    this.sql = sql;
  }

  /**
   * Returns the plan for these arguments and the plan for any arguments. PostgreSQL chooses between
   * the two by their estimated costs.
   */
  List<String> plans(String template, List<?> arguments) throws SQLException {
    return List.of(
        explain(template, arguments, "COSTS OFF", "force_custom_plan"),
        explain(template, arguments, "COSTS OFF", "force_generic_plan"));
  }

  /**
   * Runs the statement and returns the number of blocks that it touched. Unlike times, this number
   * is the same on every machine.
   */
  long blocks(String template, List<?> arguments) throws SQLException {
    String plan = explain(
        template, arguments, "ANALYZE, BUFFERS, COSTS OFF, TIMING OFF", "force_generic_plan");
    Matcher buffers = BUFFERS.matcher(plan);
    assertTrue(buffers.find(), plan);
    return number(buffers.group(1)) + number(buffers.group(2));
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private String explain(String template, List<?> arguments, String how, String mode)
      throws SQLException {
    StringBuilder values = new StringBuilder();
    for (Object argument : arguments) {
      values.append(values.length() == 0 ? "" : ", ").append(literal(argument));
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET plan_cache_mode = " + mode);
      statement.execute("PREPARE explained (" + types(arguments) + ") AS " + numbered(template));
      try (ResultSet rows =
          statement.executeQuery("EXPLAIN (" + how + ") EXECUTE explained (" + values + ")")) {
        StringBuilder plan = new StringBuilder();
        while (rows.next()) {
          plan.append(rows.getString(1)).append('\n');
        }
        return plan.toString();
      } finally {
        statement.execute("DEALLOCATE explained");
      }
    }
  }

  private String numbered(String template) {
    String[] parts = sql.complete(template).split("\\?", -1);
    return IntStream.range(0, parts.length)
        .mapToObj(i -> i == 0 ? parts[i] : "$" + i + parts[i])
        .collect(Collectors.joining());
  }

  private static String types(List<?> arguments) {
    return arguments.stream()
        .map(argument -> argument instanceof Long
            ? "int8"
            : argument instanceof Integer
                ? "int4"
                : argument instanceof long[]
                    ? "int8[]"
                    : argument instanceof String[] ? "text[]" : "varchar")
        .collect(Collectors.joining(", "));
  }

  private String literal(Object argument) throws SQLException {
    try (PreparedStatement quote = connection.prepareStatement("SELECT quote_literal(?::text)")) {
      quote.setString(
          1,
          argument instanceof long[] numbers
              ? "{"
                  + Arrays.stream(numbers).mapToObj(Long::toString).collect(Collectors.joining(","))
                  + "}"
              : argument instanceof String[] texts
                  ? "{" + String.join(",", texts) + "}"
                  : String.valueOf(argument));
      try (ResultSet row = quote.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
