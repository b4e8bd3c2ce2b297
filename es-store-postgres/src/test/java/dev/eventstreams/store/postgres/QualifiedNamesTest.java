package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No SQL text names a function, operator, type, collation or table that the search path could find
 * in another schema.
 */
final class QualifiedNamesTest {

  // Patterns for the rest of a text without comments, values, and the operators that are written
  // {=}.
  private static final Map<String, Pattern> UNQUALIFIED = patterns(
      "operator", "(?<!SELECT |\\.|count\\()\\*|[-+/<>~!@#^&|=%]+|\\{[^}]*}",
      "function", "(?<![\\w.$])(?!coalesce\\b)[a-z_]\\w*\\(",
      "function of another schema", "(?<!\\$S|\\bpg_catalog)\\.\\w+\\(",
      "type", "::(?!pg_catalog\\.\\w)",
      "type before a value", "(?<![\\w.])[a-z]\\w* +\\$V",
      "type of a column",
          "(?m)^ +\\w+ +(?!pg_catalog\\.|AS |KEY |gin )\\w[\\w.]*(?: COLLATE.*)?(?: NOT NULL|(?: PRIMARY KEY| UNIQUE)).*$",
      "collation", "COLLATE (?!pg_catalog\\.)",
      "operator in words",
          "\\b(?:IN|I?LIKE|BETWEEN|SIMILAR|DISTINCT|NULLIF|NATURAL|USING(?! gin))\\b|CASE (?!WHEN)|CASE$",
      "table",
          "\\b(?:FROM|JOIN|INTO|UPDATE|TABLE|VIEW)\\s+(?!LATERAL|ROWS|SET\\b|wanted|bisection|added\\b|pg_catalog\\.|\\$S\\.|\\()\\w");

  private static Map<String, Pattern> patterns(String... namesAndPatterns) {
    Map<String, Pattern> patterns = new LinkedHashMap<>();
    for (int i = 0; i < namesAndPatterns.length; i += 2) {
      patterns.put(namesAndPatterns[i], Pattern.compile(namesAndPatterns[i + 1]));
    }
    return patterns;
  }

  private static List<String> unqualified(String text) {
    String rest = text.replaceAll("--[^\\n]*", "")
        .replaceAll("'[^']*'", "\\$V")
        .replaceAll("\\{[-+*/<>=~!@#%^&|]+}", "\\$O")
        .replace("{schema}", "$S")
        .replaceAll("%(?:\\d\\$)?[sd]", "\\$A")
        .replaceAll("\"(\\w+)\"", "$1")
        .replaceAll("SET LOCAL \\w+ = ", "SET LOCAL ")
        .replaceAll("(\\w+ = excluded\\.\\w+,?\\s*)+", "");
    List<String> found = new ArrayList<>();
    UNQUALIFIED.forEach((what, pattern) -> {
      Matcher match = pattern.matcher(rest);
      while (match.find()) {
        found.add(what + " " + match.group() + " in " + text);
      }
    });
    return found;
  }

  @Test
  void everyNameInEveryTextIsQualified() {
    List<String> found =
        SqlTexts.all().stream().flatMap(text -> unqualified(text).stream()).toList();
    assertEquals(List.of(), found, String.join("\n", found));
  }

  @Test
  void theTextsAreFound() {
    assertTrue(SqlTexts.all().size() > 60, SqlTexts.all().toString());
    assertTrue(SqlTexts.functions().containsAll(List.of("lag", "unnest", "strpos", "encode")));
    assertTrue(SqlTexts.operators().containsAll(List.of("=", "#>>", "@>", "->", "~~", "*")));
    assertTrue(SqlTexts.types().containsAll(List.of("text", "int8", "jsonb", "interval")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM {schema}.events",
        "SELECT lag(stream) OVER page AS before,",
        "SELECT public.lag(stream) OVER page",
        "SELECT pg_catalog.max(position) + 1 FROM {schema}.events",
        "SELECT position FROM {schema}.events WHERE position > ?",
        "WHERE key IN (1, 2)",
        "WHERE id LIKE ?",
        "WHERE a IS DISTINCT FROM b",
        "SELECT ?::int8",
        "SELECT interval '1 microsecond'",
        "CASE format WHEN 0 THEN 1 END",
        "SELECT id COLLATE \"C\" FROM {schema}.streams",
        "SELECT key FROM streams",
        "SELECT pid FROM pg_locks",
        "WHERE key {=} ANY (SELECT unnest(?::pg_catalog.int8[]))",
        "CREATE TABLE {schema}.t (\n  key bigint PRIMARY KEY\n)",
        "CREATE TABLE {schema}.t (\n  id  text COLLATE pg_catalog.\"C\" NOT NULL\n)",
        "SELECT pid FROM pg_catalog.pg_locks JOIN pg_catalog.pg_stat_activity USING (pid)",
        "\" #>> '{}'",
        " -> ?::pg_catalog.text"
      })
  void textWithANameThatIsNotQualifiedIsFound(String text) {
    assertFalse(unqualified(text).isEmpty(), text);
  }
}
