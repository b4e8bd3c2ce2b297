package dev.eventstreams.tck;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of {@code docs/contract.md}, which is a resource of the kit. */
final class Contract {

  private static final Pattern HEADING = Pattern.compile("(?m)^### ([A-Z]\\d+) — (.+)$");

  private Contract() {}

  /** Returns the name of each rule by its number, in the order of the contract. */
  static Map<String, String> rules() {
    Map<String, String> rules = new LinkedHashMap<>();
    Matcher heading = HEADING.matcher(text());
    while (heading.find()) {
      rules.put(heading.group(1), heading.group(2).strip());
    }
    return Collections.unmodifiableMap(rules);
  }

  /** Returns the rules, except those that hold for key rings and not for backends. */
  static Map<String, String> rulesOfBackends() {
    Map<String, String> rules = new LinkedHashMap<>(rules());
    rules.keySet().removeIf(rule -> rule.startsWith("K"));
    return Collections.unmodifiableMap(rules);
  }

  private static String text() {
    try (InputStream contract =
        Objects.requireNonNull(Contract.class.getResourceAsStream("contract.md"))) {
      return new String(contract.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
