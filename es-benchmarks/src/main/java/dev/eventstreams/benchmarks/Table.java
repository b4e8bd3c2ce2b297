package dev.eventstreams.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The figures as a table in Markdown, for a terminal or a document. */
final class Table {

  static final String BEGIN = "<!-- table: written by ./es benchmark --write -->";
  static final String END = "<!-- end of table -->";
  private static final String FORMAT = "| %-32s | %-12s | %27s | %27s | %8s | %12s | %9s | %s |";

  private Table() {}

  /** Returns the whole table, with a heading that describes the machine. */
  static String of(List<Line> lines, Options options) {
    StringBuilder table = new StringBuilder(environment(options)).append("\n\n");
    table.append(head()).append('\n');
    lines.forEach(line -> table.append(line(line)).append('\n'));
    return table.append('\n').append(legend(lines)).toString();
  }

  static String head() {
    String names = String.format(
        Locale.ROOT,
        FORMAT,
        "workload",
        "unit",
        "ours",
        "limit",
        "of limit",
        "original",
        "× orig.",
        "short of");
    String rule = "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |";
    return names + "\n" + rule;
  }

  static String line(Line line) {
    Unit unit = line.row().unit();
    Double original = line.original();
    return String.format(
        Locale.ROOT,
        FORMAT,
        line.row().name(),
        unit,
        show(unit, line.ours()),
        show(unit, line.limit()),
        line.hasLimit() ? Target.show(line.shareOfLimit()) : "–",
        original == null ? "–" : unit.show(original),
        original == null ? "–" : String.format(Locale.ROOT, "%.1f", line.timesOriginal()),
        String.join(", ", line.row().target().missedBy(line)));
  }

  /** Replaces the table in a document, between the two comments that mark the table. */
  static void write(Path document, String table) throws IOException {
    String text = Files.readString(document);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          document + " has no place for a table: a line " + BEGIN + " and after it a line " + END);
    }
    Files.writeString(
        document,
        text.substring(0, begin + BEGIN.length()) + "\n" + table + "\n" + text.substring(end));
  }

  private static String show(Unit unit, @Nullable Summary figures) {
    return figures == null
        ? "–"
        : unit.show(figures.median()) + " (" + unit.show(figures.lowest()) + "–"
            + unit.show(figures.highest()) + ")";
  }

  private static String environment(Options options) {
    String sizes = options.divisor() == 1 ? "" : ", sizes divided by " + options.divisor();
    return String.format(
        Locale.ROOT,
        "JDK %s, %s %s, %d processors; median and range of %d runs%s.",
        Runtime.version().feature(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        options.runs(),
        sizes);
  }

  private static String legend(List<Line> lines) {
    StringBuilder legend = new StringBuilder();
    for (Line line : lines) {
      legend.append("- `").append(line.row().name()).append("`: ");
      legend.append(line.row().work()).append('\n');
    }
    return legend.toString();
  }
}
