package dev.eventstreams.store.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every SQL text in the sources of this module, as written there. */
final class SqlTexts {

  private static final Path SOURCES = Path.of("src/main");

  // Comments are matched first, because they may contain quotes.
  private static final Pattern LITERAL = Pattern.compile(
      "//[^\\n]*|/\\*.*?\\*/|'(?:[^'\\\\\\n]|\\\\.)'|\"\"\"\\n(.*?)\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"",
      Pattern.DOTALL);

  private static final Pattern SQL = Pattern.compile(
      "\\b(SELECT|FROM|WHERE|INSERT|DELETE|UPDATE|CASE|WHEN|ORDER BY|AND|OR|ANY|LIKE|IN|UNION|TRUE|COLLATE|OVER|NULL"
          + "|BEGIN|SET|CREATE|LISTEN|SHOW)\\b|::|\\{[-+*/<>=~!@#%^&|]+}");

  private SqlTexts() {}

  static List<String> all() {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<String> texts = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (file.toString().endsWith(".java")) {
          addLiterals(Files.readString(file), texts);
        } else if (file.toString().endsWith(".sql")) {
          texts.add(Files.readString(file));
        }
      }
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void addLiterals(String source, List<String> texts) {
    for (Matcher literal = LITERAL.matcher(source); literal.find(); ) {
      String text = literal.group(1) != null ? literal.group(1) : literal.group(2);
      if (text != null && SQL.matcher(text).find()) {
        texts.add(text.translateEscapes());
      }
    }
  }

  /** Returns all matches of the pattern's first group in any of the texts. */
  static Set<String> found(String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    Set<String> found = new TreeSet<>();
    for (String text : all()) {
      for (Matcher match = compiled.matcher(text); match.find(); ) {
        found.add(match.group(1));
      }
    }
    return found;
  }

  /**
   * Returns the names of all functions, qualified or not, and of other words that look like
   * functions.
   */
  static Set<String> functions() {
    return found("([a-z_]\\w+)\\(");
  }

  /**
   * Returns all operators, qualified or not, with the operators of ranges, which are inserted at
   * run time.
   */
  static Set<String> operators() {
    Set<String> operators = found("([-+*/<>=~!@#%^&|]+)");
    operators.addAll(Set.of("<", "<=", ">", ">="));
    return operators;
  }

  /** Returns the names of all types. */
  static Set<String> types() {
    Set<String> types = found("::(?:pg_catalog\\.)?(\\w+)");
    types.addAll(found("\\n +\"?\\w+\"? +pg_catalog\\.(\\w+) "));
    return types;
  }
}
